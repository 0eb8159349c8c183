// CertificatePin: the public key of a server, for those who know it by its certificate's file and
// not by its name and an authority.
#pragma once

#include <string>

#include "base/result.h"

namespace cognitrack {

// Of the first certificate of a PEM file, hashed as curl pins it: "sha256//…". kConfig for a file
// that cannot be read or has none.
Result<std::string> PinOf(const std::string& certificate_file);

}  // namespace cognitrack
