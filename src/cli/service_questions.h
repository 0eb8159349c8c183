// ServiceQuestions: what a running service answers to reading questions under /api/v1, and what its
// refusals mean to whoever asked.
#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "net/http.h"

namespace cognitrack {

using QueryParameters = std::vector<std::pair<std::string, std::string>>;

struct AskedService {
  std::string url;  // As ParseBaseUrl gives it; never holds a secret.
  Secret token;     // Empty: none is sent.
};

class ServiceQuestions {
 public:
  // `transport` outlives it.
  ServiceQuestions(AskedService service, HttpTransport& transport)
      : service_(std::move(service)), transport_(transport) {}

  // The document of that route ("/usage"). kUnavailable where nothing answers, or it cannot read
  // its database; kTryLater where it is busy, or this process was told to stop; kAuth where it
  // wants another token; kConfig where it is no CogniTrack, an older one, or knows no such source.
  Result<boost::json::object> Get(std::string_view route, const QueryParameters& parameters);

  // Every page of it, in order; `page` may end it with an error.
  Status EachPage(std::string_view route, QueryParameters parameters,
                  const std::function<Status(const boost::json::object&)>& page);

  // An answer that lacks what this version needs: kConfig, with what it is.
  Error Lacks(std::string_view route, std::string_view what) const;

 private:
  Error Refusal(const std::string& where, const HttpResponse& response) const;
  Error NotAllowed(const std::string& answered, const std::string& detail) const;

  AskedService service_;
  HttpTransport& transport_;
};

}  // namespace cognitrack
