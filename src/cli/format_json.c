/* json: one document jianbiao.scan/1, indented; ndjson: one inspection a line. */
#include "base/json_write.h"
#include "cli/format.h"

/* Two levels deeper: strings hold no line breaks, so every one is ours. */
static void add_indented(jb_buf *out, jb_span json) {
  for (size_t i = 0; i < json.len;) {
    jb_span rest = jb_span_cut(json, i, json.len - i);
    size_t line = jb_span_find(rest, jb_span_str("\n"));
    bool last = line == SIZE_MAX;
    jb_buf_add(out, jb_span_cut(rest, 0, last ? rest.len : line + 1));
    if (last) return;
    jb_buf_str(out, "    ");
    i += line + 1;
  }
}

static void add_inspection(jb_report *r, const jb_inspection *in, bool pretty) {
  char *text = NULL;
  size_t length = 0;
  if (jb_inspection_to_json(in, pretty, &text, &length) != JB_OK) {
    r->out->failed = true;
    return;
  }
  if (pretty) {
    add_indented(r->out, jb_span_of(text, length));
  } else {
    jb_buf_add(r->out, jb_span_of(text, length));
  }
  jb_free(text);
}

static void json_begin(jb_report *r) {
  jb_buf_format(r->out,
                "{\n  \"schema\": \"jianbiao.scan/1\",\n"
                "  \"tool\": {\"name\": \"jianbiao\", \"version\": \"%s\"},\n  \"inspections\": [",
                jb_version());
}

static void json_one(jb_report *r, const jb_item *item) {
  jb_buf_str(r->out, r->tally.inputs > 1 ? ",\n    " : "\n    ");
  add_inspection(r, item->in, true);
}

/* The summary stands last: results are not kept until all are known. */
static void json_end(jb_report *r) {
  jb_buf_str(r->out, r->tally.inputs ? "\n  ],\n  \"summary\": " : "],\n  \"summary\": ");
  jb_tally_write(r->out, &r->tally);
  jb_buf_str(r->out, "\n}\n");
}

const jb_format jb_format_json = {"json", json_begin, json_one, json_end};

static void ndjson_one(jb_report *r, const jb_item *item) {
  add_inspection(r, item->in, false);
  jb_buf_char(r->out, '\n');
}

static void nothing(jb_report *r) { (void)r; }

const jb_format jb_format_ndjson = {"ndjson", nothing, ndjson_one, nothing};
