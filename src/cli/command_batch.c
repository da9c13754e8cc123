/* batch: NDJSON jobs on standard input, NDJSON results on standard output, in
 * order, exactly one line out for a line in, flushed line by line.  Neither a
 * bad file nor a bad line ends it.
 *
 *   in   {"id": "7", "path": "/a.jpg"}
 *        {"id": 8, "bytes_b64": "...", "hints": {"name": "a.jpg", "declared": true}}
 *   out  {"schema":"jianbiao.inspection/1","id":"7","run":...}
 *        {"schema":"jianbiao.error/1","id":8,"line":2,"error":"..."} */
#define _POSIX_C_SOURCE 200809L
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/codec.h"
#include "base/json.h"
#include "base/json_write.h"
#include "cli/out.h"
#include "cli/session.h"
#include "cli/term.h"
#include "io/lines.h"

enum { LINE_MAX_BYTES = 128 << 20, ARENA_EXTRA = 1 << 20 };

/* One line on its way.  Lines that are wrong travel too, to keep the order. */
typedef struct task {
  struct task *next;
  jb_buf id;    /* JSON of the id, empty: none */
  char *path;
  jb_buf bytes; /* of bytes_b64: must outlive the source */
  bool declared;
  unsigned long line;
  const char *error; /* static; NULL: submitted to the pool */
} task;

typedef struct batch {
  jb_session session;
  jb_pool *pool;
  jb_out out;
  jb_lines lines;
  bool at_end;
  bool failed;  /* output is gone */
  unsigned long line;
  task *first, **last; /* in order */
} batch;

static void task_free(task *t) {
  if (!t) return;
  jb_buf_free(&t->id);
  jb_buf_free(&t->bytes);
  free(t->path);
  free(t);
}

/* ---- results ---- */

static void put_id(jb_buf *out, const task *t) {
  jb_buf_str(out, "\"id\":");
  if (t->id.len) {
    jb_buf_add(out, jb_buf_span(&t->id));
  } else {
    jb_buf_str(out, "null");
  }
}

static void put_error(batch *b, const task *t, const char *what) {
  jb_json_writer w = jb_json_writer_new(&b->out.buf, false);
  jb_buf_str(&b->out.buf, "{\"schema\":\"jianbiao.error/1\",");
  put_id(&b->out.buf, t);
  jb_buf_format(&b->out.buf, ",\"line\":%lu,\"error\":", t->line);
  jb_json_text(&w, what);
  jb_buf_str(&b->out.buf, "}\n");
}

/* The inspection's text with the id behind its schema. */
static void put_inspection(batch *b, const task *t, jb_inspection *in) {
  static const char k_start[] = "{\"schema\":\"jianbiao.inspection/1\",";
  char *text = NULL;
  size_t length = 0;
  if (t->declared) in->declared = true;
  if (!jb_session_judge(&b->session, in, t->path) ||
      jb_inspection_to_json(in, false, &text, &length) != JB_OK) {
    put_error(b, t, "out of memory");
    return;
  }
  jb_span all = jb_span_of(text, length), start = jb_span_str(k_start);
  if (!jb_span_starts(all, start)) {
    put_error(b, t, "internal");
  } else {
    jb_buf_add(&b->out.buf, start);
    put_id(&b->out.buf, t);
    jb_buf_char(&b->out.buf, ',');
    jb_buf_add(&b->out.buf, jb_span_cut(all, start.len, all.len));
    jb_buf_char(&b->out.buf, '\n');
  }
  jb_free(text);
}

/* Answer the oldest line.  False when interrupted or output is gone. */
static bool answer_first(batch *b) {
  task *t = b->first;
  if (t->error) {
    put_error(b, t, t->error);
  } else {
    jb_pool_result result;
    if (jb_pool_next(b->pool, &result) != JB_OK) return false;
    if (result.status == JB_OK) {
      put_inspection(b, t, result.inspection);
      jb_inspection_free(result.inspection);
    } else {
      put_error(b, t, result.error.what[0] ? result.error.what : jb_status_name(result.status));
    }
  }
  b->first = t->next;
  if (!b->first) b->last = &b->first;
  task_free(t);
  b->failed |= !jb_out_pass(&b->out);
  return !b->failed;
}

/* ---- jobs ---- */

static const char *read_hints(task *t, const jb_json_node *hints, char **name) {
  jb_span text = jb_json_member_text(hints, "name");
  const jb_json_node *declared = jb_json_member(hints, "declared");
  if (hints && hints->kind != JB_JSON_OBJECT) return "hints is no object";
  if (declared && declared->kind != JB_JSON_BOOL) return "hints.declared is neither true nor false";
  t->declared = declared && declared->boolean;
  if (text.ptr && memchr(text.ptr, 0, text.len)) return "hints.name holds NUL";
  if (text.ptr) *name = strndup((const char *)text.ptr, text.len);
  return NULL;
}

/* Keep the id as it was written: a string, a number or null. */
static const char *read_id(task *t, const jb_json_node *root, jb_span line) {
  const jb_json_node *id = jb_json_member(root, "id");
  if (!id) return NULL;
  if (id->kind == JB_JSON_LIST || id->kind == JB_JSON_OBJECT) return "id is no string or number";
  t->id = jb_buf_new(line.len);
  jb_buf_add(&t->id, jb_span_cut(line, id->at, id->length));
  return NULL;
}

static const char *read_source(task *t, const jb_json_node *root, jb_source **source) {
  const jb_json_node *path = jb_json_member(root, "path");
  const jb_json_node *bytes = jb_json_member(root, "bytes_b64");
  if ((path != NULL) == (bytes != NULL)) return "one of path and bytes_b64 is needed";
  if (path) {
    bool good = path->kind == JB_JSON_STRING && path->text.len > 0 &&
                !memchr(path->text.ptr, 0, path->text.len);
    if (!good) return "path is no text";
    t->path = strndup((const char *)path->text.ptr, path->text.len);
    return t->path ? NULL : "out of memory";
  }
  if (bytes->kind != JB_JSON_STRING) return "bytes_b64 is no text";
  t->bytes = jb_buf_new(bytes->text.len + 4);
  if (!jb_base64_decode(&t->bytes, bytes->text)) return "bytes_b64 is no base64";
  if (!jb_buf_ok(&t->bytes)) return "out of memory";
  jb_status status = jb_source_from_memory(t->bytes.len ? (const void *)t->bytes.data : "",
                                           t->bytes.len, source);
  return status == JB_OK ? NULL : "out of memory";
}

/* NULL, or why the line is no job. */
static const char *submit(batch *b, task *t, jb_span line) {
  jb_arena *arena = jb_arena_new(line.len * 2 + ARENA_EXTRA);
  if (!arena) return "out of memory";
  jb_json_result json = jb_json_parse(arena, line, (jb_json_options){.depth_max = 8, .nodes_max = 256});
  jb_source *source = NULL;
  char *name = NULL;
  const char *wrong = json.root ? NULL : json.error;
  if (!wrong && json.root->kind != JB_JSON_OBJECT) wrong = "no JSON object";
  if (!wrong) wrong = read_id(t, json.root, line);
  if (!wrong) wrong = read_hints(t, jb_json_member(json.root, "hints"), &name);
  if (!wrong) wrong = read_source(t, json.root, &source);
  if (!wrong) {
    jb_pool_job job = {.path = t->path, .source = source, .name = name};
    jb_status status = jb_pool_submit(b->pool, &job);
    if (status != JB_OK) wrong = "out of memory";
  }
  free(name);
  jb_arena_free(arena);
  return wrong;
}

static void take_line(batch *b, jb_span line, const char *error) {
  task *t = calloc(1, sizeof *t);
  b->line++;
  if (!t) {
    b->failed = true; /* a line without an answer would shift all that follow */
    return;
  }
  t->line = b->line;
  t->error = error ? error : submit(b, t, line);
  *b->last = t;
  b->last = &t->next;
}

/* Take in lines until none is left to take without answering first. */
static void fill(batch *b) {
  jb_span line;
  while (!b->at_end && !b->failed && jb_pool_has_room(b->pool)) {
    /* with answers due, only what has come already is taken */
    jb_line state = jb_lines_next(&b->lines, b->first == NULL, &line);
    if (state == JB_LINE_NONE) return;
    if (state == JB_LINE_END) {
      b->at_end = true;
    } else if (state == JB_LINE_TOO_LONG) {
      take_line(b, line, "line too long");
    } else {
      take_line(b, line, NULL);
    }
  }
}

static void run(batch *b) {
  while (!b->failed && !jb_interrupted) {
    fill(b);
    if (!b->first) {
      if (b->at_end) break;
      continue;
    }
    if (!answer_first(b)) break;
  }
}

int jb_command_batch(const jb_arguments *args) {
  batch b = {.lines = jb_lines_new(STDIN_FILENO, LINE_MAX_BYTES), .last = NULL};
  jb_error err = {.status = JB_OK};
  b.last = &b.first;
  if (args->operand_count > 0) {
    jb_complain("batch", 0, jb_text(args->language, JB_TEXT_ERROR_BATCH_USAGE));
    return JB_EXIT_USAGE;
  }
  int code = jb_session_open(&b.session, args, JB_TIER_FAST);
  if (code != JB_EXIT_OK) return code;
  jb_watch_signals();
  code = jb_session_pool(&b.session, true, &b.pool);
  if (code == JB_EXIT_OK && jb_out_open(&b.out, NULL, &err) != JB_OK) code = JB_EXIT_OUTPUT;
  if (code == JB_EXIT_OK) {
    run(&b);
    bool whole = jb_out_close(&b.out);
    code = !whole || b.failed ? JB_EXIT_OUTPUT : jb_interrupted ? JB_EXIT_INTERRUPTED : JB_EXIT_OK;
  }
  jb_pool_free(b.pool);
  while (b.first) {
    task *next = b.first->next;
    task_free(b.first);
    b.first = next;
  }
  jb_lines_free(&b.lines);
  jb_session_close(&b.session);
  return code;
}
