// The page: the files of the web page that the program carries, and how a browser gets them.
//
// It guarantees: nothing of the ledger is in it, so that everybody may have it; a file under
// /assets/ bears its content in its name and may be kept for ever; the document itself is asked
// about each time; each has its tag. What the document may do is said with it: load from this very
// service alone, and run no script that stands in the document.
#pragma once

#include <string_view>
#include <vector>

#include "server/message.h"

namespace cognitrack {

// One file as it is embedded, by the address it is asked for at.
struct PageFile {
  std::string_view path;  // "/assets/index-B1x9.js".
  std::string_view content_type;
  std::string_view tag;  // Strong, of the plain bytes, quotes included.
  std::string_view plain;
  std::string_view gzip;  // The same, compressed as well as can be; empty where it is not worth it.
  bool is_immutable = false;
};

// Generated from the built page.
const std::vector<PageFile>& PageFiles();
// The first segments of the addresses that the page itself routes: "explore", "proof", ….
const std::vector<std::string_view>& PageNames();

// Whether a path is the page's: the document ("/", and below one of PageNames()) or one of its
// files. Never below /api/.
bool IsOfPage(std::string_view path);

// The pattern of such a path, for logs: "/", "/{page}", "/assets/{file}", or the file itself.
std::string_view PagePattern(std::string_view path);

// A GET or HEAD of such a path. 405 for another method.
ServerResponse AnswerPage(const ServerRequest& request);

}  // namespace cognitrack
