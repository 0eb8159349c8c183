// JsonNotifier: tells by posting a JSON document of the message; what it is, its maker says.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "notify/notifier.h"
#include "notify/outbound.h"

namespace cognitrack {

class JsonNotifier : public Notifier {
 public:
  using Document = std::string (*)(const NoticeMessage&);

  // `path` is put behind the URL's own.
  JsonNotifier(std::string_view target, std::string_view path, Document document, Secret url,
               OutboundPolicy policy)
      : target_(target),
        path_(path),
        document_(document),
        url_(std::move(url)),
        policy_(std::move(policy)) {}
  std::string_view target() const override { return target_; }
  Status Send(const NoticeMessage& message) override {
    return PostJson(url_, path_, document_(message), target_, policy_);
  }

 private:
  std::string_view target_;
  std::string_view path_;
  Document document_;
  Secret url_;
  OutboundPolicy policy_;
};

}  // namespace cognitrack
