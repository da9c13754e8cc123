/* The door of the module that holds libexiv2 (lib/jianbiao/jianbiao-exiv2.so).
 *
 * libexiv2 is given an Exif payload and nothing else: no path, no file, no
 * container.  It may still crash or hang on hostile bytes; the program calls
 * it in a guest process. */
#ifndef JB_METADATA_EXIV2_SHIM_H
#define JB_METADATA_EXIV2_SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One value: key as libexiv2 names it, value as it writes it (any bytes).
 * False stops. */
typedef bool jb_exiv2_value(void *user, const char *key, const char *value, size_t length);

/* Decode a block that starts with its TIFF header.  0: decoded, -1: libexiv2
 * refused it.  Never throws. */
typedef int jb_exiv2_decode_function(const uint8_t *block, size_t size, jb_exiv2_value *each,
                                     void *user);

/* "0.27.6".  Static. */
typedef const char *jb_exiv2_version_function(void);

#define JB_EXIV2_MODULE "jianbiao-exiv2.so"
#define JB_EXIV2_ENTRY "jb_exiv2_decode"
#define JB_EXIV2_VERSION_ENTRY "jb_exiv2_version"

#ifdef __cplusplus
}
#endif
#endif
