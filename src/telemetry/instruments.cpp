#include "telemetry/instruments.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <map>
#include <mutex>
#include <utility>

#include "base/check.h"

namespace cognitrack {

class Instruments::Families {
 public:
  explicit Families(std::size_t most_series) : most_series_(most_series) {
    for (const InstrumentSpec& spec : InstrumentTable()) Register(spec);
  }

  prometheus::Counter* Counter(std::string_view name, const LabelValues& labels) {
    return SeriesOf(counters_, name, labels);
  }
  prometheus::Gauge* Gauge(std::string_view name, const LabelValues& labels) {
    return SeriesOf(gauges_, name, labels);
  }
  prometheus::Histogram* Histogram(std::string_view name, const LabelValues& labels) {
    return SeriesOf(histograms_, name, labels, FindInstrument(name)->buckets);
  }
  std::string ToText() const { return prometheus::TextSerializer().Serialize(registry_.Collect()); }

 private:
  template <typename Metric>
  struct Entry {
    const InstrumentSpec* spec = nullptr;
    prometheus::Family<Metric>* family = nullptr;
    std::size_t series = 0;
  };
  template <typename Metric>
  using Entries = std::map<std::string_view, Entry<Metric>>;

  void Register(const InstrumentSpec& spec) {
    const std::string name(spec.name);
    const std::string help(spec.help);
    switch (spec.kind) {
      case InstrumentKind::kCounter:
        counters_[spec.name] = {
            &spec, &prometheus::BuildCounter().Name(name).Help(help).Register(registry_)};
        break;
      case InstrumentKind::kGauge:
        gauges_[spec.name] = {&spec,
                              &prometheus::BuildGauge().Name(name).Help(help).Register(registry_)};
        break;
      case InstrumentKind::kHistogram:
        histograms_[spec.name] = {
            &spec, &prometheus::BuildHistogram().Name(name).Help(help).Register(registry_)};
        break;
    }
  }

  // Null where there would be too many. Series are never removed, so that what is given stays.
  template <typename Metric, typename... Arguments>
  Metric* SeriesOf(Entries<Metric>& entries, std::string_view name, const LabelValues& values,
                   const Arguments&... arguments) {
    const auto found = entries.find(name);
    CHECK(found != entries.end(), "an instrument is in the table");
    Entry<Metric>& entry = found->second;
    CHECK(entry.spec->labels.size() == values.size(), "an instrument has a value for each label");
    prometheus::Labels labels;
    for (std::size_t i = 0; i < values.size(); ++i) {
      labels.emplace(entry.spec->labels[i], values[i]);
    }
    const std::lock_guard lock(mutex_);
    if (!entry.family->Has(labels)) {
      if (entry.series >= most_series_) {
        counters_.at(instrument::kSeriesDropped).family->Add({}).Increment();
        return nullptr;
      }
      ++entry.series;
    }
    return &entry.family->Add(labels, arguments...);
  }

  std::size_t most_series_;
  prometheus::Registry registry_;
  Entries<prometheus::Counter> counters_;
  Entries<prometheus::Gauge> gauges_;
  Entries<prometheus::Histogram> histograms_;
  std::mutex mutex_;
};

Instruments::Instruments(std::size_t most_series)
    : families_(std::make_unique<Families>(most_series)) {}

Instruments::~Instruments() = default;

void Instruments::Add(std::string_view counter, const LabelValues& labels, double amount) {
  if (auto* series = families_->Counter(counter, labels)) series->Increment(amount);
}

void Instruments::Set(std::string_view gauge, const LabelValues& labels, double value) {
  if (auto* series = families_->Gauge(gauge, labels)) series->Set(value);
}

void Instruments::Observe(std::string_view histogram, const LabelValues& labels, double value) {
  if (auto* series = families_->Histogram(histogram, labels)) series->Observe(value);
}

std::string Instruments::ToText() const { return families_->ToText(); }

}  // namespace cognitrack
