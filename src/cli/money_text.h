// Dollars and shares of them for people.
#pragma once

#include <optional>
#include <string>

#include "money/picos.h"

namespace cognitrack {

// Six decimals, rounded half to even: a millionth of a dollar is what two amounts may differ by.
std::string MoneyText(Picos amount);
// "—" where it is unknown.
std::string MoneyText(const std::optional<Picos>& amount);
// "99.9133 %", of a share with 1 for all of it; cut, so that nothing short of all is 100 %.
std::string PercentText(const std::optional<Picos>& share);

}  // namespace cognitrack
