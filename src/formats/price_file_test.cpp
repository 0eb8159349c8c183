#include "formats/price_file.h"

#include <gmock/gmock.h>

#include "tests/support/result_matchers.h"
#include "tests/support/temporary_directory.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr std::string_view kHead = "provider,model,tier,from,until,input,output,source\n";

Result<std::vector<PriceRow>> Rows(const std::string& text) {
  static std::string kept;
  kept = text;
  return ReadPriceRows(InputFile::OfText("ours.csv", kept));
}
Result<std::vector<PriceRow>> Row(const std::string& cells) {
  return Rows(std::string(kHead) + cells + "\n");
}

TEST(PriceFileTest, ARowSaysOnlyWhatItsCellsSay) {
  const auto rows = Row("openai,gpt-a,batch,2025-06-10,,0.075,,our contract");
  ASSERT_OK(rows);
  ASSERT_THAT(*rows, SizeIs(1));
  const PriceRow& row = rows->front();
  EXPECT_EQ(row.provider + " " + row.model + " " + row.tier, "openai gpt-a batch");
  EXPECT_EQ(row.from, *ParseDay("2025-06-10"));
  EXPECT_EQ(row.until, std::nullopt);
  EXPECT_EQ(row.per_million[IndexOf(Meter::kInput)], Picos{75'000'000'000});
  EXPECT_EQ(row.per_million[IndexOf(Meter::kOutput)], std::nullopt);
  EXPECT_EQ(row.source, "our contract");
  EXPECT_EQ(row.file + ":" + std::to_string(row.line), "ours.csv:2");
}

TEST(PriceFileTest, EveryFaultIsNamedWithItsPlace) {
  const std::vector<std::pair<Result<std::vector<PriceRow>>, std::string>> faults = {
      {Row("openai,gpt-a,fast,2025-06-10,,1,,s"), "ours.csv:2:3: tier is 'fast'"},
      {Row("openai,gpt-a,batch,10 June,,1,,s"), "ours.csv:2:4: from is '10 June', no day"},
      {Row("openai,gpt-a,batch,2025-06-10,2025-06-10,1,,s"), "ours.csv:2:5: until is not after"},
      {Row("openai,gpt-a,batch,2025-06-10,,-1,,s"), "ours.csv:2:6: input is '-1'"},
      {Row("openai,gpt-a,batch,2025-06-10,,$1,,s"), "ours.csv:2:6: input is '$1'"},
      {Row("openai,gpt-a,batch,2025-06-10,,1,,"), "ours.csv:2:8: source is blank"},
      {Row("openai,gpt-a,batch,2025-06-10,,,,s"), "ours.csv:2:2: the row gives no price at all"},
      {Row("openai,*,batch,2025-06-10,,1,,s"), "ours.csv:2:2: * stands for every model"},
      {Row("openai,gpt-a"), "ours.csv:2:1: the row has 2 cells"},
      {Rows("provider,model,tier,from,thinking,source\n"), "ours.csv:1:5: the column 'thinking'"},
      {Rows("provider,model,tier,from\n"), "ours.csv:1:5: the column source is missing"},
      {Rows("provider,model,tier,from,from,source\n"), "ours.csv:1:5: the column 'from' stands"},
  };
  for (const auto& [result, message] : faults) {
    EXPECT_THAT(result, HasError(ErrorCode::kBadInput, HasSubstr(message)));
  }
}

TEST(PriceFileTest, ADiscountHasNoPriceAndAtMostFourDecimals) {
  const std::string head = "provider,model,tier,from,input,discount_percent,source\n";
  const auto rows = Rows(head + "openai,*,*,2025-06-10,,12.5,our contract\n");
  ASSERT_OK(rows);
  EXPECT_EQ(rows->front().discount_percent, Picos{12'500'000'000'000});
  EXPECT_THAT(Rows(head + "openai,*,*,2025-06-10,,100.5,s\n"),
              HasError(ErrorCode::kBadInput, HasSubstr("ours.csv:2:6: discount_percent")));
  EXPECT_THAT(Rows(head + "openai,*,*,2025-06-10,,0.00001,s\n"),
              HasError(ErrorCode::kBadInput, HasSubstr("more than 4 decimals")));
  EXPECT_THAT(Rows(head + "openai,gpt-a,batch,2025-06-10,1,5,s\n"),
              HasError(ErrorCode::kBadInput, HasSubstr("not both")));
}

TEST(PriceFileTest, ARuleSaysWhatAModelIsPricedOrBilledAs) {
  const auto rule = ReadModelRules(
      InputFile::OfText("m.csv", "provider,pattern,model,source\nopenai,ft:*:x,,s\n"));
  EXPECT_THAT(rule, HasError(ErrorCode::kBadInput, HasSubstr("m.csv:2:3: the rule says neither")));
}

TEST(PriceFileTest, ALineItemIsForUseOfASurface) {
  const std::string head = "provider,pattern,surface,source\n";
  EXPECT_THAT(ReadLineItemRules(InputFile::OfText("l.csv", head + "openai,a*,costs,s\n")),
              HasError(ErrorCode::kBadInput, HasSubstr("l.csv:2:3: 'costs' is no surface")));
  EXPECT_OK(ReadLineItemRules(InputFile::OfText("l.csv", head + "openai,a*,images,s\n")));
}

TEST(PriceFileTest, BillsNameModelsByTheProgramsRules) {
  const auto book = LoadPriceBook(std::nullopt);
  ASSERT_OK(book);
  const auto billed_as = [&book](std::string_view model) {
    return book->BilledAs("openai", model);
  };
  EXPECT_EQ(billed_as("ft:gpt-4o-2024-08-06:acme::1"), "ft-gpt-4o-2024-08-06");
  EXPECT_EQ(billed_as("ft:gpt-3.5-turbo-1106:acme::1"), "ft-gpt-3.5-turbo");
  EXPECT_EQ(billed_as("gpt-4-0613"), "gpt-4");
  EXPECT_EQ(billed_as("gpt-5"), "gpt-5");
  EXPECT_EQ(book->SurfaceOf("openai", "ada v2"), "embeddings");
  EXPECT_EQ(book->SurfaceOf("openai", "gpt-image-1 image, output"), "images");
  EXPECT_EQ(book->SurfaceOf("openai", "gpt-5, input"), "");
}

std::string Input(const PriceBook& book, std::string_view model, std::string_view day) {
  const auto found = book.Find("openai", model, "standard", 0, Meter::kInput, *ParseDay(day));
  return found ? ToText(Picos{found->rate.picos}) : "unpriced";
}

TEST(PriceFileTest, TheProgramsOwnBookIsWholeAndDated) {
  const auto book = LoadPriceBook(std::nullopt);
  ASSERT_OK(book);
  EXPECT_EQ(Input(*book, "o3-2025-04-16", "2025-06-09"), "10");
  EXPECT_EQ(Input(*book, "o3-2025-04-16", "2025-06-10"), "2");
  EXPECT_EQ(Input(*book, "ft:gpt-4o-2024-08-06:acme::1", "2025-06-10"), "3.75");
  EXPECT_EQ(Input(*book, "gpt-4o-2024-11-20", "2024-11-19"), "unpriced") << "before it existed";
  EXPECT_EQ(Input(*book, "gpt-4o-2024-11-20", "2024-11-20"), "2.5");
}

TEST(PriceFileTest, AUsersFileLiesAboveTheProgramsOwn) {
  const TemporaryDirectory directory;
  const std::string path = directory.Write(
      "ours.csv", std::string(kHead) + "openai,gpt-4o-2024-11-20,standard,2025-01-01,,2,,ours\n");
  const auto book = LoadPriceBook(path);
  ASSERT_OK(book);
  EXPECT_EQ(Input(*book, "gpt-4o-2024-11-20", "2024-12-31"), "2.5");
  EXPECT_EQ(Input(*book, "gpt-4o-2024-11-20", "2025-01-01"), "2");
  EXPECT_THAT(LoadPriceBook(directory.File("none.csv")),
              HasError(ErrorCode::kBadInput, HasSubstr("there is no such file")));
}

TEST(PriceFileTest, AKeptBookIsTheFilesBytesAndHasItsDigestWhateverItIsCalled) {
  const TemporaryDirectory directory;
  const std::string text = std::string(kHead) + "openai,gpt-a,standard,2025-01-01,,2,,ours\n";
  const auto book = ReadPriceBookFile(directory.Write("ours.csv", text));
  ASSERT_OK(book);
  EXPECT_EQ(book->text, text);
  EXPECT_EQ(book->sha256, ToHex(Sha256(text)));
  EXPECT_EQ(Input(*MakePriceBook(*book), "gpt-a", "2025-01-01"), "2");
  KeptPriceBook named = *book;
  named.name = "theirs.csv";
  EXPECT_EQ(PriceBookDigest(named), PriceBookDigest(*book));
  EXPECT_NE(PriceBookDigest(*book), PriceBookDigest(std::nullopt));
  const auto other = ReadPriceBookFile(directory.Write("other.csv", text + "\n"));
  ASSERT_OK(other);
  EXPECT_NE(PriceBookDigest(*other), PriceBookDigest(*book));
}

TEST(PriceFileTest, AFileThatIsTooLargeForAPriceBookIsRefused) {
  const TemporaryDirectory directory;
  const std::string large((std::size_t{16} << 20) + 1, '\n');
  EXPECT_THAT(ReadPriceBookFile(directory.Write("large.csv", large)),
              HasError(ErrorCode::kBadInput, HasSubstr("has at most 16 MiB")));
}

}  // namespace
}  // namespace cognitrack
