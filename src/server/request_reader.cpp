#include "server/request_reader.h"

#include <algorithm>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <limits>
#include <utility>

#include "base/check.h"
#include "server/target.h"

namespace cognitrack {
namespace {

namespace http = boost::beast::http;

constexpr std::size_t kSmallBuffer = 4'096;  // What an idle connection keeps.
constexpr std::size_t kSpace = 2'048;
constexpr std::size_t kBodySpace = 16'384;

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string_view View(boost::beast::string_view text) { return {text.data(), text.size()}; }

}  // namespace

RequestReader::RequestReader(const ServerLimits& limits, const IsUpload& is_upload)
    : limits_(limits), is_upload_(is_upload), buffer_(kSmallBuffer), scanner_(limits) {}

std::span<char> RequestReader::Space() {
  if (begin_ > 0) {
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
              buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
    end_ -= begin_;
    begin_ = 0;
  }
  const std::size_t wanted = end_ + (state_ == State::kBody ? kBodySpace : kSpace);
  if (buffer_.size() < wanted) buffer_.resize(std::max(wanted, buffer_.size() * 2));
  if (state_ == State::kIdle && buffer_.size() > kSmallBuffer) {
    buffer_ = std::vector<char>(kSmallBuffer);
  }
  return std::span(buffer_).subspan(end_);
}

RequestReader::State RequestReader::Take(std::size_t count) {
  CHECK(count <= buffer_.size() - end_, "no more bytes than there was space for");
  end_ += count;
  return Read();
}

RequestReader::State RequestReader::Next() {
  if (state_ != State::kWhole) return state_;
  scanner_ = HeadScanner(limits_);
  framing_ = {};
  chunks_.reset();
  request_ = {};
  taken_bytes_ = 0;
  state_ = State::kIdle;
  return Read();
}

RequestReader::State RequestReader::Admit() {
  CHECK(state_ == State::kUpload, "an upload waits to be admitted");
  // Who takes it as it comes says how much it may be.
  if (framing_.chunked) chunks_.emplace(std::numeric_limits<std::size_t>::max());
  state_ = State::kBody;
  return ReadBody();
}

std::string RequestReader::TakeBody() {
  taken_bytes_ += request_.body.size();
  return std::exchange(request_.body, {});
}

std::optional<std::uint64_t> RequestReader::content_length() const {
  if (framing_.chunked) return std::nullopt;
  return framing_.content_length;
}

bool RequestReader::TakeContinue() {
  return state_ == State::kBody && std::exchange(framing_.wants_continue, false);
}

std::string_view RequestReader::Unread() const { return {buffer_.data() + begin_, end_ - begin_}; }

RequestReader::State RequestReader::Refuse(const Refusal& refusal) {
  refusal_ = refusal;
  state_ = State::kRefused;
  return state_;
}

RequestReader::State RequestReader::Read() {
  if (state_ == State::kIdle && begin_ < end_) state_ = State::kHead;
  if (state_ == State::kHead) return ReadHead();
  if (state_ == State::kBody) return ReadBody();
  return state_;
}

RequestReader::State RequestReader::ReadHead() {
  if (!scanner_.Scan(Unread())) return state_;
  if (scanner_.refusal()) return Refuse(*scanner_.refusal());
  const std::string_view head = Unread().substr(0, scanner_.size());
  if (const auto refusal = CheckHead(head, &framing_)) return Refuse(*refusal);
  if (!ParseHead(head)) return Refuse({400, "the head of the request cannot be read"});
  begin_ += head.size();
  if (is_upload_ && is_upload_(request_)) {
    state_ = State::kUpload;
    return state_;
  }
  if (framing_.content_length > limits_.body_bytes) return Refuse({413, "the body is too large"});
  if (framing_.chunked) chunks_.emplace(limits_.body_bytes);
  state_ = State::kBody;
  return ReadBody();
}

bool RequestReader::ParseHead(std::string_view head) {
  http::request_parser<http::empty_body> parser;
  parser.header_limit(std::numeric_limits<std::uint32_t>::max());
  parser.skip(true);  // The body is read here.
  boost::system::error_code failed;
  const std::size_t parsed = parser.put(boost::asio::buffer(head.data(), head.size()), failed);
  if (failed || parsed != head.size() || !parser.is_header_done()) return false;
  if (parser.chunked() != framing_.chunked ||
      parser.content_length().value_or(0) != framing_.content_length) {
    return false;
  }
  const auto& message = parser.get();
  std::optional<Target> target = ParseTarget(View(message.target()));
  if (!target) return false;
  request_.method = View(message.method_string());
  request_.path = std::move(target->path);
  request_.query = std::move(target->query);
  for (const auto& field : message) {
    request_.headers.emplace_back(LowerCase(View(field.name_string())), View(field.value()));
  }
  is_http11_ = message.version() == 11;
  keep_alive_ = parser.keep_alive();
  return true;
}

RequestReader::State RequestReader::ReadBody() {
  if (framing_.chunked) {
    begin_ += chunks_->Take(Unread(), &request_.body);
    if (chunks_->refusal()) return Refuse(*chunks_->refusal());
    if (chunks_->done()) state_ = State::kWhole;
    return state_;
  }
  const std::size_t missing = static_cast<std::size_t>(framing_.content_length) - body_bytes();
  const std::string_view part = Unread().substr(0, missing);
  request_.body.append(part);
  begin_ += part.size();
  if (part.size() == missing) state_ = State::kWhole;
  return state_;
}

}  // namespace cognitrack
