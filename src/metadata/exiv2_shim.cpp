// The only C++ of the project: libexiv2's Exif decoder behind one C function.
#include "metadata/exiv2_shim.h"

#include <exiv2/error.hpp>
#include <exiv2/exif.hpp>
#include <exiv2/tags.hpp>

#include <limits>
#include <ostream>
#include <string>

#include <exiv2/version.hpp> /* needs the two above */

#include "jianbiao/status.h"

namespace {

// Values of more bytes are told by their size alone: pictures, tables.
constexpr long kValueMax = 4096;

// libexiv2 prints warnings to stderr by default.
struct Mute {
  Mute() { Exiv2::LogMsg::setLevel(Exiv2::LogMsg::mute); }
};
const Mute k_mute;

std::string text_of(const Exiv2::Exifdatum &datum) {
  const bool words = datum.typeId() == Exiv2::asciiString || datum.key() == "Exif.Photo.UserComment";
  if (!words && datum.size() > kValueMax) return "(" + std::to_string(datum.size()) + " bytes)";
  return datum.toString();
}

}  // namespace

extern "C" JB_API jb_exiv2_decode_function jb_exiv2_decode;

extern "C" int jb_exiv2_decode(const uint8_t *block, size_t size, jb_exiv2_value *each,
                               void *user) {
  try {
    if (size > std::numeric_limits<uint32_t>::max()) return -1;
    Exiv2::ExifData data;
    Exiv2::ExifParser::decode(data, block, static_cast<uint32_t>(size));
    for (const Exiv2::Exifdatum &datum : data) {
      const std::string key = datum.key();
      const std::string value = text_of(datum);
      if (!each(user, key.c_str(), value.data(), value.size())) break;
    }
    return 0;
  } catch (const std::exception &) {
    return -1;
  } catch (...) {
    return -1;
  }
}

extern "C" JB_API jb_exiv2_version_function jb_exiv2_version;

extern "C" const char *jb_exiv2_version() {
  static const std::string k_version = Exiv2::versionString();
  return k_version.c_str();
}
