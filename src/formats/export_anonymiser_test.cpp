#include "formats/export_anonymiser.h"

#include <gmock/gmock.h>

#include "tests/support/result_matchers.h"
#include "tests/support/temporary_directory.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ExportAnonymiserTest : public ::testing::Test {
 protected:
  std::string Anonymised(const std::string& bytes) {
    std::string copy;
    auto facts = AnonymiseExport(directory_.Write("export.csv", bytes), &pseudonyms_,
                                 [&](std::string_view part) { copy += part; });
    EXPECT_OK(facts);
    if (facts) facts_ = *facts;
    return copy;
  }
  std::string Of(TextKind kind, const std::string& text) {
    return pseudonyms_.Of(kind, text).value();
  }
  const AnonymisedColumn& Column(const std::string& name) {
    for (const AnonymisedColumn& column : facts_.columns) {
      if (column.name == name) return column;
    }
    ADD_FAILURE() << name;
    return facts_.columns.front();
  }

  TemporaryDirectory directory_;
  Pseudonyms pseudonyms_{PseudonymKey::Parse(std::string(64, '2')).value()};
  AnonymisedExport facts_;
};

const std::string kHead = "start_time,end_time,input_tokens,output_tokens,num_model_requests,";

TEST_F(ExportAnonymiserTest, EveryOtherByteStays) {
  const std::string copy = Anonymised(
      "\xEF\xBB\xBF" + kHead +
      "\"project_id\",user_id,model,batch,service_tier\r\n"
      "1772668800,1772755200,4761.0,1.2E3,\"7\",\"proj_a\",user-b,gpt-4o,FALSE,\"default\"\r\n"
      "1772755200,1772841600,,,,,,,,\r\n");
  EXPECT_EQ(copy, "\xEF\xBB\xBF" + kHead +
                      "\"project_id\",user_id,model,batch,service_tier\r\n"
                      "1772668800,1772755200,4761.0,1.2E3,\"7\",\"" +
                      Of(TextKind::kProjectId, "proj_a") + "\"," + Of(TextKind::kUserId, "user-b") +
                      ",gpt-4o,FALSE,\"default\"\r\n"
                      "1772755200,1772841600,,,,,,,,\r\n");
  EXPECT_EQ(Column("project_id").replaced, 1);
  EXPECT_EQ(Column("model").replaced, 0);
  EXPECT_EQ(facts_.rows, 2);
}

TEST_F(ExportAnonymiserTest, NamesAddressesAndTunedModelsOfACostExport) {
  const std::string copy = Anonymised(
      "start_time,end_time,amount_value,amount_currency,line_item,project_id,organization_id,"
      "project_name,organization_name,user_email\n"
      "1772668800,1772755200,0.0034000000,usd,\"ft-gpt-4o:acme:bot:A1, input\",proj_a,org-b,"
      "\"Acme, Labs\",Acme,ann@acme.example\n"
      "1772668800,1772755200,1E-6,usd,\"gpt-4o, input\",proj_a,org-b,'=Acme,Acme,\n");
  EXPECT_EQ(copy,
            "start_time,end_time,amount_value,amount_currency,line_item,project_id,organization_id,"
            "project_name,organization_name,user_email\n"
            "1772668800,1772755200,0.0034000000,usd,\"" +
                Of(TextKind::kLineItem, "ft-gpt-4o:acme:bot:A1, input") + "\"," +
                Of(TextKind::kProjectId, "proj_a") + "," + Of(TextKind::kOrganisationId, "org-b") +
                ",\"" + Of(TextKind::kName, "Acme, Labs") + "\"," + Of(TextKind::kName, "Acme") +
                "," + Of(TextKind::kEmail, "ann@acme.example") +
                "\n1772668800,1772755200,1E-6,usd,\"gpt-4o, input\"," +
                Of(TextKind::kProjectId, "proj_a") + "," + Of(TextKind::kOrganisationId, "org-b") +
                "," + Of(TextKind::kName, "=Acme") + "," + Of(TextKind::kName, "Acme") + ",\n");
  EXPECT_EQ(Column("line_item").replaced, 1);
}

TEST_F(ExportAnonymiserTest, AnUnknownColumnIsReplacedUnlessItHoldsNumbers) {
  const std::string copy = Anonymised(kHead +
                                      "region,watt,status,api_key_name,empty\n"
                                      "1772668800,1772755200,1,2,3,acme-west,1.5,active,My key,\n"
                                      "1772668800,1772755200,1,2,3,acme-east,,7,My key,\n");
  EXPECT_THAT(copy, AllOf(HasSubstr("," + Of(TextKind::kOther, "acme-west") + ",1.5,"),
                          Not(HasSubstr("acme")), Not(HasSubstr("active")),
                          Not(HasSubstr("My key")), HasSubstr(Of(TextKind::kName, "My key"))));
  EXPECT_FALSE(Column("watt").is_known);
  EXPECT_EQ(Column("watt").replaced, 0);
  EXPECT_EQ(Column("region").replaced, 2);
}

TEST_F(ExportAnonymiserTest, WhatIsNoExportIsRefusedAsByTheReader) {
  const auto refusal = [&](const std::string& bytes) {
    auto copy = AnonymiseExport(directory_.Write("export.csv", bytes), &pseudonyms_,
                                [](std::string_view) {});
    return copy ? std::string() : copy.error().message;
  };
  EXPECT_THAT(refusal("usage_date_utc,cost_usd\n"), HasSubstr("anthropic cost"));
  EXPECT_THAT(refusal(kHead + "ann@acme.example\n1,2,3,4,5,6\n"),
              AllOf(HasSubstr("1:6: the name of this column holds an e-mail address"),
                    Not(HasSubstr("ann"))));
}

TEST_F(ExportAnonymiserTest, WhatIsLeftInACopyIsFound) {
  Of(TextKind::kUserId, "user-left");
  const auto check = [&](const std::string& cells) {
    return CheckNothingIsLeft(
        directory_.Write("copy.csv",
                         kHead + "user_id,model\n1772668800,1772755200,1,2,3," + cells + "\n"),
        pseudonyms_);
  };
  EXPECT_OK(check("user-other,gpt-4o"));
  EXPECT_THAT(
      check("user-left,gpt-4o"),
      HasError(ErrorCode::kInvariant, AllOf(HasSubstr("line 2, column 6 of the copy (user_id)"),
                                            Not(HasSubstr("user-left")))));
  EXPECT_THAT(check("user-other,sk-proj-Ab12Cd34"),
              HasError(ErrorCode::kInvariant, HasSubstr("column 7 of the copy (model) still holds "
                                                        "an API key")));
}

}  // namespace
}  // namespace cognitrack
