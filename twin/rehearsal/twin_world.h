// TwinWorld: the twin as the made-up provider of a rehearsal: the organisation of the profile
// `money`, in this process, with the twin's faults.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "rehearsal/rehearsal_world.h"
#include "twin/billed_organisation.h"
#include "twin/port/twin_transport.h"
#include "twin/usage_api.h"

namespace cognitrack::twin {

class TwinWorld : public RehearsalWorld {
 public:
  // kUsage for faults that the twin does not know. The clock must outlive it.
  static Result<std::unique_ptr<RehearsalWorld>> Make(const WorldOptions& options, Clock& clock);

  TwinWorld(Organisation organisation, std::vector<Fault> faults, std::uint64_t seed, Clock& clock);

  HttpTransport& transport() override { return transport_; }
  const std::vector<ShownFault>& shown() const override { return shown_; }
  const std::vector<std::string>& targets() const override { return transport_.urls; }
  std::vector<std::string> surfaces() const override;
  Result<std::vector<RehearsalExport>> WriteExports(const std::string& directory, Day first,
                                                    Day last) override;
  Status WritePrices(const std::string& file) override;

 private:
  bool WasShown(const Fault& fault) const;
  // The organisation without what days lost for good.
  Organisation AsItStands() const;

  Organisation organisation_;
  std::vector<Fault> faults_;
  UsageApi api_;
  TwinTransport transport_;
  std::vector<ShownFault> shown_;
};

}  // namespace cognitrack::twin
