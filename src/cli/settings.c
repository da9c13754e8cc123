/* Options that were not typed: configuration files and JIANBIAO_* variables.
 * A file has lines `name = value` with the long names of options; # starts a
 * comment.  What is read later wins: /etc, the user's file, the environment. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "cli/options.h"
#include "cli/term.h"

enum { LINE_ROOM = 4096, PATH_ROOM = 4096, VALUES_MAX = 1 << 20 };

/* Values of files live as long as the process. */
static jb_arena *g_values;

static const jb_option_info *find_setting(jb_span name) {
  size_t count;
  const jb_option_info *options = jb_option_table(&count);
  for (size_t i = 0; i < count; i++) {
    if ((options[i].commands & JB_OPTION_SETTING) && jb_span_is(name, options[i].name)) {
      return &options[i];
    }
  }
  return NULL;
}

static jb_status read_line(jb_arguments *args, const char *path, unsigned line, jb_span text,
                           jb_lang lang, jb_error *err) {
  text = jb_span_trim(text);
  if (text.len == 0 || text.ptr[0] == '#') return JB_OK;
  size_t equals = jb_span_find(text, jb_span_str("="));
  if (equals == SIZE_MAX) {
    return jb_error_set(err, JB_E_ARG, path, line, "%s", jb_text(lang, JB_TEXT_ERROR_SETTING_LINE));
  }
  const jb_option_info *o = find_setting(jb_span_trim(jb_span_cut(text, 0, equals)));
  if (!o) {
    return jb_error_set(err, JB_E_ARG, path, line, "%s", jb_text(lang, JB_TEXT_ERROR_SETTING_NAME));
  }
  if (!g_values) g_values = jb_arena_new(VALUES_MAX);
  jb_span value = jb_span_trim(jb_span_cut(text, equals + 1, text.len));
  const char *own = g_values ? jb_arena_string(g_values, value) : NULL;
  if (!own) return jb_error_set(err, JB_E_NOMEM, path, line, "out of memory");
  return jb_option_set(args, o, own, path, line, lang, err);
}

/* A file that is not there is no setting; one that cannot be read is an error.
 * The user's own may lie below a HOME that was inherited from somebody else
 * (sudo, containers): closed to us it is not ours, and that is said. */
static jb_status read_file(jb_arguments *args, const char *path, bool own, jb_lang lang,
                           jb_error *err) {
  FILE *f = fopen(path, "rbe");
  if (!f && (errno == ENOENT || errno == ENOTDIR)) return JB_OK;
  if (!f && own && errno == EACCES) {
    jb_complain(path, 0, jb_text(lang, JB_TEXT_WARNING_SETTINGS));
    return JB_OK;
  }
  if (!f) return jb_error_set(err, JB_E_ARG, path, 0, "%s", strerror(errno));
  char line[LINE_ROOM];
  jb_status status = JB_OK;
  for (unsigned n = 1; status == JB_OK && fgets(line, sizeof line, f); n++) {
    status = read_line(args, path, n, jb_span_str(line), lang, err);
  }
  (void)fclose(f);
  return status;
}

static jb_status read_environment(jb_arguments *args, jb_lang lang, jb_error *err) {
  size_t count;
  const jb_option_info *options = jb_option_table(&count);
  for (size_t i = 0; i < count; i++) {
    if (!(options[i].commands & JB_OPTION_SETTING)) continue;
    char name[64] = "JIANBIAO_";
    size_t n = strlen(name);
    for (const char *c = options[i].name; *c && n + 1 < sizeof name; c++) {
      name[n++] = *c >= 'a' && *c <= 'z' ? (char)(*c - 32) : *c == '-' ? '_' : *c;
    }
    name[n] = '\0';
    const char *value = getenv(name);
    if (!value || !*value) continue;
    jb_status status = jb_option_set(args, &options[i], value, name, 0, lang, err);
    if (status != JB_OK) return status;
  }
  return JB_OK;
}

jb_status jb_settings_read(jb_arguments *args, jb_lang lang, jb_error *err) {
  char path[PATH_ROOM];
  const char *base = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
  int n = 0;
  if (base && base[0] == '/') {
    n = snprintf(path, sizeof path, "%s/jianbiao/config", base);
  } else if (home && home[0] == '/') {
    n = snprintf(path, sizeof path, "%s/.config/jianbiao/config", home);
  }
  jb_status status = read_file(args, "/etc/jianbiao/config", false, lang, err);
  if (status == JB_OK && n > 0 && (size_t)n < sizeof path) {
    status = read_file(args, path, true, lang, err);
  }
  return status == JB_OK ? read_environment(args, lang, err) : status;
}
