#include "cli/money_text.h"

#include <algorithm>

#include "cli/number_text.h"

namespace cognitrack {

std::string MoneyText(Picos amount) {
  constexpr WideCount kPicosShown = kPicosInOne / 1'000'000;
  const WideCount rest = amount.count % kPicosShown;
  const WideCount twice = 2 * (rest < 0 ? -rest : rest);
  amount.count -= rest;
  const bool is_odd = amount.count / kPicosShown % 2 != 0;
  if (twice > kPicosShown || (twice == kPicosShown && is_odd)) {
    amount.count += rest < 0 ? -kPicosShown : kPicosShown;
  }
  std::string text = ToText(amount);
  const std::size_t point = text.find('.');
  if (point == std::string::npos) return Grouped(text + ".00");
  while (text.size() < point + 3) text.push_back('0');
  return Grouped(text);
}

std::string MoneyText(const std::optional<Picos>& amount) {
  return amount ? MoneyText(*amount) : std::string(kUnknownText);
}

std::string PercentText(const std::optional<Picos>& share) {
  if (!share) return std::string(kUnknownText);
  std::string text = ToText(Picos{share->count * 100});
  const std::size_t point = text.find('.');
  if (point != std::string::npos) text.resize(std::min(text.size(), point + 5));
  return Grouped(text) + " %";
}

}  // namespace cognitrack
