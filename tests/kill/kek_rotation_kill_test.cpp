// `keys rotate-kek` killed with SIGKILL at each of its writes, one after the other, on SQLite and
// on PostgreSQL: every stored key opens right afterwards, and the same command again ends with all
// of them under one new key-encryption key and no old one left.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "keys/key_vault.h"
#include "store/postgres/postgres_ledger.h"
#include "store/sqlite/sqlite_ledger.h"
#include "tests/support/fake_clock.h"
#include "tests/support/postgres_server.h"
#include "tests/support/result_matchers.h"
#include "tests/support/syscall_killer.h"
#include "vault/kek_file.h"

namespace cognitrack {
namespace {

constexpr int kKeys = 4;
constexpr int kWritesAtLeast = 20;

class KekRotationKillTest : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    if (GetParam()) database_ = PostgresServer::Shared().CreateDatabase();
    variables_ = {{"COGNITRACK_DB", GetParam() ? PostgresServer::Shared().Uri(database_)
                                               : "sqlite:" + folder_.File("ledger.db")},
                  {"COGNITRACK_KEK_FILE", kek_file_}};
    ASSERT_OK(MakeKekFile(kek_file_, KeyEncryptionKeys(KeyEncryptionKey::Random())));
    ASSERT_EQ(RunProgram({ProgramPath("cognitrack"), "migrate", "up"}, variables_).exit_code, 0);
    const auto store = Open();
    KeyRecords keys = store->keys();
    const KeyVault vault = Vault();
    for (int i = 1; i <= kKeys; ++i) {
      KeyRecord record;
      record.source = "source-" + std::to_string(i);
      record.provider = "openai";
      const Secret secret(SecretOf(i));
      ASSERT_OK(keys.Add(record, false, vault.Sealing(secret, keys)));
    }
  }
  void TearDown() override {
    if (GetParam()) PostgresServer::Shared().DropDatabase(database_);
  }

  static std::string SecretOf(std::int64_t id) { return "sk-admin-secret-" + std::to_string(id); }
  KeyVault Vault() const {
    KekSettings settings;
    settings.file = kek_file_;
    return KeyVault(*KekPlace::Of(settings), [](const std::string&) {});
  }
  std::unique_ptr<ServiceStore> Open() {
    auto store = GetParam() ? OpenPostgresServiceStore(variables_["COGNITRACK_DB"], clock_)
                            : OpenSqliteServiceStore(folder_.File("ledger.db"), clock_);
    EXPECT_OK(store);
    return *std::move(store);
  }
  void ExpectAllOpen(int moment) {
    const auto store = Open();
    const auto records = store->keys().All();
    ASSERT_OK(records);
    ASSERT_EQ(records->size(), static_cast<std::size_t>(kKeys));
    for (const KeyRecord& record : *records) {
      const auto secret = Vault().Open(record);
      ASSERT_OK(secret) << "moment " << moment;
      EXPECT_EQ(secret->Reveal(), SecretOf(record.id)) << "moment " << moment;
      EXPECT_EQ(record.kek_id, KekIdOf(record.sealed)) << "moment " << moment;
    }
  }
  void ExpectOneKekForAll(int moment) {
    const auto keks = ReadKekFile(kek_file_);
    ASSERT_OK(keks);
    EXPECT_EQ((*keks)->all().size(), 1u) << "moment " << moment;
    const auto store = Open();
    const auto records = store->keys().All();
    for (const KeyRecord& record : *records) EXPECT_EQ(record.kek_id, (*keks)->first().id());
  }

  FakeClock clock_{1'775'044'800};
  TemporaryDirectory folder_;
  std::string kek_file_ = folder_.File("kek");
  std::string database_;
  ProcessEnvironment variables_;
};
INSTANTIATE_TEST_SUITE_P(Databases, KekRotationKillTest, ::testing::Bool(), [](const auto& kind) {
  return std::string(kind.param ? "Postgres" : "Sqlite");
});

TEST_P(KekRotationKillTest, EachWriteLeavesEveryKeyOpenable) {
  const std::vector<std::string> command = {ProgramPath("cognitrack"), "keys", "rotate-kek",
                                            "--quiet"};
  const std::string first = (*ReadKekFile(kek_file_))->first().id();
  int moment = 1;
  while (KillAtWrite(command, variables_, moment)) {
    ExpectAllOpen(moment);
    if (HasFailure()) return;
    const Finished again = RunProgram(command, variables_);
    ASSERT_EQ(again.exit_code, 0) << "moment " << moment << ": " << again.err;
    ExpectAllOpen(moment);
    ExpectOneKekForAll(moment);
    if (HasFailure()) return;
    ++moment;
  }
  EXPECT_GE(moment, kWritesAtLeast);
  EXPECT_NE((*ReadKekFile(kek_file_))->first().id(), first);
  ExpectAllOpen(moment);
  ExpectOneKekForAll(moment);
}

}  // namespace
}  // namespace cognitrack
