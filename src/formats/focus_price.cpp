#include "formats/focus_price.h"

#include <algorithm>
#include <array>

#include "money/decimal_text.h"
#include "usage/surface.h"

namespace cognitrack {
namespace {

constexpr WideCount kBytesInGiB = WideCount{1} << 30;

constexpr std::array<std::string_view, kMeterCount> kTokenMeters = {"Input Tokens",
                                                                    "Cached Input Tokens",
                                                                    "Cache Write Tokens",
                                                                    "Long Cache Write Tokens",
                                                                    "Output Tokens",
                                                                    "Input Audio Tokens",
                                                                    "Cached Input Audio Tokens",
                                                                    "Output Audio Tokens",
                                                                    "Input Image Tokens",
                                                                    "Output Image Tokens",
                                                                    "Units"};

// What a service counts, and what it is priced by.
struct ServiceUnit {
  std::string_view surface;
  std::string_view consumed;
  std::string_view pricing;
};
constexpr std::array<ServiceUnit, 7> kServiceUnits = {
    {{"images", "Images", "Images"},
     {"audio_speeches", "Characters", "Characters"},
     {"audio_transcriptions", "Seconds", "Seconds"},
     {kVectorStores, "B-Days", "GiB-Days"},
     {"code_interpreter_sessions", "Sessions", "Sessions"},
     {"file_search_calls", "Requests", "Requests"},
     {"web_search_calls", "Requests", "Requests"}}};

ServiceUnit UnitOf(const FocusMeter& meter) {
  if (meter.meter != Meter::kUnit) return {meter.surface, "Tokens", "Tokens"};
  const auto* found =
      std::find_if(kServiceUnits.begin(), kServiceUnits.end(),
                   [&meter](const ServiceUnit& unit) { return unit.surface == meter.surface; });
  return found == kServiceUnits.end() ? ServiceUnit{meter.surface, "Units", "Units"} : *found;
}

bool IsStorage(const FocusMeter& meter) {
  return meter.meter == Meter::kUnit && meter.surface == kVectorStores;
}

}  // namespace

FocusSku SkuOf(const std::string& model, const std::string& tier, const FocusMeter& meter) {
  const std::string id = model + "/" + tier;
  const std::string_view words =
      meter.meter == Meter::kUnit ? UnitOf(meter).pricing : kTokenMeters[IndexOf(meter.meter)];
  return {id, id + "/" + std::string(NameOf(meter.meter)), std::string(words)};
}

FocusQuantity ConsumedOf(WideCount units, const FocusMeter& meter) {
  return {ToText(units), std::string(UnitOf(meter).consumed)};
}

FocusQuantity PricingOf(WideCount units, const FocusMeter& meter) {
  return {DecimalOfFraction(units, IsStorage(meter) ? kBytesInGiB : 1),
          std::string(UnitOf(meter).pricing)};
}

std::string UnitPriceOf(const Rate& rate, const FocusMeter& meter) {
  const WideCount picos = rate.picos * (IsStorage(meter) ? kBytesInGiB : 1);
  return DecimalOfFraction(picos, WideCount{rate.per} * kPicosInOne);
}

}  // namespace cognitrack
