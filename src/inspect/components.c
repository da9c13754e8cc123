/* Which libraries this build works with, as they are at run time. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <libxml/parser.h>
#include <openssl/crypto.h>
#include <pcre2.h>
#include <zlib.h>

#include "inspect/witness.h"
#include "jianbiao/jianbiao.h"

static const char *xml_version(void) { return xmlParserVersion; }
static const char *openssl_version(void) { return OpenSSL_version(OPENSSL_FULL_VERSION_STRING); }
static const char *zlib_runtime(void) { return zlibVersion(); }

static const char *pcre_version(void) {
  static char text[64];
  return pcre2_config(PCRE2_CONFIG_VERSION, text) > 0 ? text : NULL;
}

const char *jb_component(size_t i, const char **version) {
  static const struct {
    const char *name;
    const char *(*version)(void);
  } k_components[] = {{"OpenSSL", openssl_version},
                      {"libxml2", xml_version},
                      {"zlib", zlib_runtime},
                      {"PCRE2", pcre_version},
                      {"libexiv2", jb_witness_version}};
  if (i >= sizeof k_components / sizeof k_components[0]) return NULL;
  *version = k_components[i].version();
  return k_components[i].name;
}
