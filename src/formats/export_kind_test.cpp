#include "formats/export_kind.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cognitrack {
namespace {

ExportKind KindOfHeader(std::string_view header) {
  std::vector<std::string_view> names;
  for (std::size_t at = 0; at <= header.size();) {
    const std::size_t comma = std::min(header.find(',', at), header.size());
    names.push_back(header.substr(at, comma - at));
    at = comma + 1;
  }
  return KindOf(names);
}

TEST(ExportKindTest, CompletionsHaveMetricsOfTheirOwn) {
  EXPECT_EQ(KindOfHeader("start_time,input_tokens,output_tokens,num_model_requests"),
            ExportKind::kOpenAiCompletions);
  EXPECT_EQ(KindOfHeader("start_time,model,input_cached_tokens"), ExportKind::kOpenAiCompletions);
}

TEST(ExportKindTest, OtherUsageLacksThem) {
  EXPECT_EQ(KindOfHeader("start_time,end_time,project_id,num_model_requests,model,input_tokens"),
            ExportKind::kOpenAiOtherUsage);
  EXPECT_EQ(KindOfHeader("start_time,end_time,images,num_model_requests,size,source"),
            ExportKind::kOpenAiOtherUsage);
  EXPECT_EQ(KindOfHeader("start_time,end_time,usage_bytes"), ExportKind::kOpenAiOtherUsage);
}

TEST(ExportKindTest, EmptyGridHasTimeColumnsOnly) {
  EXPECT_EQ(KindOfHeader("start_time,end_time,start_time_iso,end_time_iso"),
            ExportKind::kEmptyGrid);
  EXPECT_EQ(KindOfHeader("start_time,end_time,,"), ExportKind::kEmptyGrid);
  EXPECT_EQ(KindOfHeader("end_time"), ExportKind::kUnknown);
  EXPECT_EQ(KindOfHeader("start_time,end_time,colour"), ExportKind::kUnknown);
}

TEST(ExportKindTest, CostsOfEveryVersion) {
  EXPECT_EQ(KindOfHeader("start_time,end_time,amount_value,amount_currency,line_item,project_id,"
                         "organization_id,project_name,organization_name"),
            ExportKind::kOpenAiCost);
  EXPECT_EQ(KindOfHeader("start_time,end_time,start_time_iso,end_time_iso,amount_value,"
                         "amount_currency,quantity,quantity_unit,line_item,user_id,api_key_id,"
                         "project_id,organization_id,project_name,organization_name,user_email"),
            ExportKind::kOpenAiCost);
}

TEST(ExportKindTest, ActivityAndAnthropicExports) {
  EXPECT_EQ(KindOfHeader("organization_id,operation,n_context_tokens_total,model,timestamp,user,"
                         "num_requests"),
            ExportKind::kOpenAiActivity);
  EXPECT_EQ(KindOfHeader("usage_date_utc,model_version,api_key,workspace,usage_output_tokens"),
            ExportKind::kAnthropicTokens);
  EXPECT_EQ(KindOfHeader("usage_date_utc,model,workspace,api_key,usage_type,token_type,cost_usd"),
            ExportKind::kAnthropicCost);
}

TEST(ExportKindTest, KindsHaveNames) {
  EXPECT_EQ(NameOf(ExportKind::kOpenAiCompletions), "openai completions usage");
  EXPECT_EQ(NameOf(ExportKind::kOpenAiCost), "openai cost");
  EXPECT_EQ(NameOf(ExportKind::kEmptyGrid), "empty grid");
}

}  // namespace
}  // namespace cognitrack
