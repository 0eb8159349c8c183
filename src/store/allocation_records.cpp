#include "store/allocation_records.h"

#include <algorithm>

namespace cognitrack {
namespace {

constexpr std::int64_t kAll = std::int64_t{1} << 62;

Error Damaged(std::int64_t revision, const std::string& what) {
  return {ErrorCode::kInvariant, "the allocation rules of revision " + std::to_string(revision) +
                                     " are damaged: " + what +
                                     "; 'cognitrack allocation set' sets them anew"};
}

}  // namespace

Result<std::optional<std::int64_t>> AllocationRecords::RevisionOf(
    const std::vector<AllocationRule>& rules) {
  TRY(const std::vector<AllocationVersion> newest, Versions(std::nullopt, 1));
  const auto same = [](const AllocationRule& a, const AllocationRule& b) {
    return a.SaysTheSame(b);
  };
  const bool is_in_force =
      !newest.empty() && std::equal(newest.front().rules.begin(), newest.front().rules.end(),
                                    rules.begin(), rules.end(), same);
  return is_in_force ? std::optional(newest.front().revision) : std::nullopt;
}

Status AllocationRecords::Write(std::int64_t revision, const std::vector<AllocationRule>& rules) {
  TRY(SqlQuery version,
      connection_->Prepare(
          "INSERT INTO allocation_versions (revision, rule_count) VALUES ($1, $2)"));
  TRY_VOID(version.Bind(1, revision).Bind(2, static_cast<std::int64_t>(rules.size())).Run());
  TRY(SqlQuery write,
      connection_->Prepare(
          "INSERT INTO allocation_rules (revision, position, level, value, share, business_unit, "
          "cost_centre, from_day, until_day, note) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"));
  write.Bind(1, revision);
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const AllocationRule& rule = rules[i];
    std::optional<std::int64_t> until;
    if (rule.until) until = rule.until->number;
    write.Bind(2, static_cast<std::int64_t>(i) + 1).BindText(3, NameOf(rule.level));
    write.BindText(4, rule.value).Bind(5, rule.share).BindText(6, rule.owner.business_unit);
    write.BindText(7, rule.owner.cost_centre).Bind(8, std::int64_t{rule.from.number});
    TRY_VOID(write.Bind(9, until).BindText(10, rule.note).Run());
  }
  return {};
}

Result<std::vector<AllocationVersion>> AllocationRecords::Versions(
    std::optional<std::int64_t> as_of, int limit) {
  TRY(SqlTransaction snapshot, connection_->BeginRead());
  TRY(SqlQuery query, connection_->Prepare("SELECT v.revision, r.run_id, r.at, v.rule_count "
                                           "FROM allocation_versions AS v JOIN revisions AS r "
                                           "ON r.revision = v.revision WHERE v.revision <= $1 "
                                           "ORDER BY v.revision DESC LIMIT $2"));
  query.Bind(1, as_of.value_or(kAll)).Bind(2, limit > 0 ? limit : kAll);
  std::vector<AllocationVersion> versions;
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return versions;
    AllocationVersion version{query.Integer(0), query.Integer(1), query.Integer(2), {}};
    TRY(version.rules, RulesOf(version.revision, query.Integer(3)));
    versions.push_back(std::move(version));
  }
}

Result<std::vector<AllocationRule>> AllocationRecords::RulesOf(std::int64_t revision,
                                                               std::int64_t count) {
  TRY(SqlQuery query,
      connection_->Prepare("SELECT position, level, value, share, business_unit, cost_centre, "
                           "from_day, until_day, note FROM allocation_rules WHERE revision = $1 "
                           "ORDER BY position"));
  query.Bind(1, revision);
  std::vector<AllocationRule> rules;
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) break;
    const auto level = AllocationLevelNamed(query.TextView(1));
    if (!level) return Damaged(revision, "a rule names '" + query.Text(1) + "'");
    AllocationRule rule;
    rule.level = *level;
    rule.line = query.Integer(0);
    rule.value = query.Text(2);
    rule.share = query.Integer(3);
    rule.owner = {query.Text(4), query.Text(5)};
    rule.from = Day{static_cast<std::int32_t>(query.Integer(6))};
    if (!query.IsNull(7)) rule.until = Day{static_cast<std::int32_t>(query.Integer(7))};
    rule.note = query.Text(8);
    rules.push_back(std::move(rule));
  }
  if (static_cast<std::int64_t>(rules.size()) == count) return rules;
  return Damaged(
      revision, std::to_string(rules.size()) + " of " + std::to_string(count) + " rules are there");
}

}  // namespace cognitrack
