// The organisation of the profile `money`: one that uses every surface, in every way that is billed
// differently, and the costs of it by twin/price_list.h. For tests of the path from use to bill.
//
// On a day with use its completions hold, where rows_per_day has room, each model of the price
// list from its first day on, in each tier that it is offered in, as batch, in the data-sharing
// tier; input from the cache, written to it, of audio and of images. Beside them stand embeddings,
// moderations, images, speeches, transcriptions, code interpreter sessions, file and web searches;
// storage every day. Nothing has been decided (the surface `decisions` is empty).
//
// A day depends on the seed, its date and the number of rows alone; long ago, when there were fewer
// models, it may have fewer rows. One day in nine holds no use but storage.
#pragma once

#include "twin/seeded_organisation.h"

namespace cognitrack::twin {

Organisation MakeMoneyOrganisation(const SeededOptions& options);
// The same without its costs.
Organisation MakeMoneyUsage(const SeededOptions& options);

// How completions of that organisation come: one model in one tier.
struct Offer {
  std::string_view model;
  std::string_view service_tier;
  bool batch = false;
  std::string_view api_source;
  std::int64_t share = 100;  // Its requests, in percent.
};
// Those of a day.
std::vector<Offer> OffersOn(Day day);

}  // namespace cognitrack::twin
