#include "pseudonyms/pseudonym_words.h"

#include <array>
#include <string_view>

namespace cognitrack {
namespace {

constexpr std::array<std::string_view, 32> kColours = {
    "Amber", "Ash",   "Azure",  "Beige", "Black",  "Blue",   "Bronze", "Brown",
    "Coral", "Cream", "Copper", "Green", "Golden", "Grey",   "Indigo", "Ivory",
    "Jade",  "Khaki", "Lilac",  "Lime",  "Maroon", "Mauve",  "Ochre",  "Olive",
    "Pearl", "Pink",  "Purple", "Red",   "Silver", "Violet", "White",  "Yellow"};
constexpr std::array<std::string_view, 32> kBirds = {
    "Avocet", "Bittern", "Bunting", "Buzzard", "Crane",   "Curlew",  "Dipper",    "Dunlin",
    "Eider",  "Falcon",  "Finch",   "Fulmar",  "Gannet",  "Goshawk", "Grebe",     "Heron",
    "Hobby",  "Jackdaw", "Kestrel", "Lapwing", "Linnet",  "Magpie",  "Martin",    "Merlin",
    "Osprey", "Petrel",  "Plover",  "Puffin",  "Redwing", "Swallow", "Turnstone", "Wren"};

}  // namespace

std::string ReadableName(const Hash256& hash) {
  constexpr std::size_t kDigits = 8;
  std::string name(kColours[hash.bytes[0] % kColours.size()]);
  name += " ";
  name += kBirds[hash.bytes[1] % kBirds.size()];
  return name + " " + ToHex(hash.view().substr(2)).substr(0, kDigits);
}

}  // namespace cognitrack
