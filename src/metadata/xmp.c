/* The packet around the RDF: what it says of itself, what is wrong with it. */
#include "metadata/xmp.h"

#include "metadata/metadata.h"
#include "metadata/remains.h"
#include "metadata/xml_spans.h"

typedef struct packet {
  jb_xmp_out out;
  jb_xml_run begin, end; /* the processing instructions; length 0 when missing */
} packet;

static void problem(const packet *p, const char *code, size_t at, const char *detail) {
  const jb_xmp_source *s = p->out.source;
  jb_add_problem(s->in, s->part, code, jb_xmp_file_offset(&p->out, at), detail ? "%s" : NULL, detail);
}

static void unread(const jb_xmp_source *s, jb_why why, const char *detail) {
  if (s->part->role == JB_ROLE_PRIMARY) jb_add_not_checked(s->in, "xmp", why, detail);
}

/* ---- the wrapper: ISO 16684-1 clause 7.3 ---- */

static void find_wrapper(packet *p) {
  jb_span text = p->out.tree->text;
  for (size_t at = 0; at < text.len;) {
    size_t hit = jb_span_find(jb_span_cut(text, at, SIZE_MAX), jb_span_str("<?xpacket"));
    if (hit == SIZE_MAX) return;
    at += hit;
    size_t behind = jb_xml_skip_misc(text, at);
    jb_span pi = jb_span_cut(text, at, behind - at);
    bool begins = jb_span_find(pi, jb_span_str("begin")) != SIZE_MAX;
    if (begins && p->begin.length == 0) p->begin = (jb_xml_run){at, pi.len};
    else if (begins) problem(p, "xmp.second-packet", at, NULL);
    else p->end = (jb_xml_run){at, pi.len};
    at = behind;
  }
}

static bool contains(jb_span s, const char *what) {
  return jb_span_find(s, jb_span_str(what)) != SIZE_MAX;
}

static void put_wrapper(packet *p) {
  jb_span text = p->out.tree->text;
  jb_span begin = jb_span_cut(text, p->begin.at, p->begin.length);
  jb_span end = jb_span_cut(text, p->end.at, p->end.length);
  if (begin.len > 0) {
    bool empty = contains(begin, "begin=\"\"") || contains(begin, "begin=''");
    bool doubled = contains(begin, "?\?>");
    const char *form = empty ? doubled ? "empty-begin double-question-mark" : "empty-begin"
                       : doubled ? "double-question-mark" : NULL;
    (void)jb_xmp_put(&p->out, "Xmp.packet.begin", form, p->begin.at, p->begin.length, false);
  }
  if (end.len > 0) {
    bool doubled = contains(end, "?\?>"), read_only = contains(end, "=\"r\"") || contains(end, "='r'");
    const char *form = doubled ? "double-question-mark" : read_only ? "read-only" : "writable";
    (void)jb_xmp_put(&p->out, "Xmp.packet.end", form, p->end.at, p->end.length, false);
  }
  bool main_packet = p->out.source->part->kind != JB_PART_XMP_EXTENDED;
  if (begin.len == 0 && end.len == 0 && main_packet) {
    (void)jb_xmp_put(&p->out, "Xmp.packet.wrapper", "missing", 0, 0, false);
  } else if (main_packet && (begin.len == 0 || end.len == 0)) {
    problem(p, "xmp.wrapper", begin.len ? p->begin.at : p->end.at,
            begin.len ? "packet has no end" : "packet has no begin");
  }
}

/* ---- what belongs to no element ---- */

static void put_run(packet *p, const char *key, const char *code, size_t at, size_t to) {
  jb_span text = p->out.tree->text;
  while (to > at && text.ptr[to - 1] <= ' ') to--;
  if (at >= to) return;
  (void)jb_xmp_put(&p->out, key, "remains", at, to - at, false);
  problem(p, code, at, NULL);
}

/* GIF ends its packet with 258 bytes that lead any decoder out of it:
 * XMP specification part 3, GIF: 01 FF FE ... 01 00 00. */
static bool is_magic_trailer(jb_span s) {
  return s.len >= 250 && s.ptr[0] == 0x01 && s.ptr[1] == 0xFF && s.ptr[2] == 0xFE;
}

static void put_gaps(packet *p) {
  const jb_xml_tree *tree = p->out.tree;
  size_t end_at = p->end.length ? p->end.at : SIZE_MAX;
  for (size_t i = 0; i < tree->gap_count; i++) {
    size_t at = tree->gaps[i].at, to = at + tree->gaps[i].length;
    jb_span run = jb_span_cut(tree->text, at, to - at);
    if (is_magic_trailer(run)) continue;
    if (tree->damage && !contains(run, "AIGC")) continue; /* what damage tore off */
    if (tree->roots && at < tree->roots->tag_at) {
      put_run(p, "Xmp.packet.leading", "xmp.leading", at, to);
    } else if (at >= end_at) {
      put_run(p, "Xmp.packet.trailing", "xmp.trailing", at, to);
    } else {
      put_run(p, "Xmp.packet.padding", "xmp.padding", at, to < end_at ? to : end_at);
      size_t behind = p->end.length ? p->end.at + p->end.length : to;
      behind = behind < to ? jb_xml_skip_gap(tree->text, behind) : to;
      if (behind < to && !is_magic_trailer(jb_span_cut(tree->text, behind, to - behind))) {
        put_run(p, "Xmp.packet.trailing", "xmp.trailing", behind, to);
      }
    }
  }
}

static void put_comments(packet *p) {
  const jb_xml_tree *tree = p->out.tree;
  for (size_t i = 0; i < tree->comment_count; i++) {
    const jb_xml_run *c = &tree->comments[i];
    if (!contains(jb_span_cut(tree->text, c->at, c->length), "AIGC")) continue;
    (void)jb_xmp_put(&p->out, "Xmp.comment", "comment", c->at, c->length, false);
  }
}

/* A label that damage keeps from being read as XML still stands in the bytes. */
static void put_remains(packet *p) {
  const jb_xml_tree *tree = p->out.tree;
  size_t from = 0, at, length;
  if (p->out.saw_aigc || (!tree->damage && !tree->limit)) return;
  for (int i = 0; i < JB_REMAINS_COUNT_MAX; i++) {
    if (!jb_remains_find(tree->text, from, &at, &length)) return;
    from = at + (length > 4 ? length : 4);
    jb_span run = jb_span_cut(tree->text, at, length);
    if (!contains(run, "{") && !contains(run, "Label")) continue; /* a namespace or an end tag */
    jb_property *made = jb_xmp_put(&p->out, "Xmp.packet.remains", "remains", at, length, false);
    if (made) jb_property_set_name(p->out.source->in, made, (jb_span){NULL, 0}, jb_span_str("AIGC"));
  }
}

/* ---- what is wrong ---- */

static void put_problems(packet *p) {
  const jb_xml_tree *tree = p->out.tree;
  const jb_xmp_source *s = p->out.source;
  if (tree->doctype_at != SIZE_MAX) problem(p, "xmp.doctype", tree->doctype_at, NULL);
  if (tree->bad_text_at != SIZE_MAX) problem(p, "xmp.characters", tree->bad_text_at, NULL);
  if (tree->declaration_at != SIZE_MAX) problem(p, "xmp.declaration", tree->declaration_at, NULL);
  if (p->out.undeclared_at != SIZE_MAX) problem(p, "xmp.undeclared-prefix", p->out.undeclared_at, NULL);
  if (tree->root_count > 1) problem(p, "xmp.second-root", tree->roots->next->tag_at, NULL);
  if (p->out.input->foreign) {
    problem(p, "xmp.encoding", 0, "declared encoding is not read");
    unread(s, JB_WHY_INPUT, "encoding");
  }
  if (tree->damage) {
    problem(p, "xmp.damaged", tree->damage_at, tree->damage);
    unread(s, JB_WHY_INPUT, "damaged XML");
  }
  if (tree->limit) unread(s, JB_WHY_LIMIT, tree->limit);
}

void jb_xmp_read_packet(const jb_xmp_source *source) {
  jb_inspection *in = source->in;
  size_t max = (size_t)in->limits.xml_max;
  jb_xml_input input;
  jb_xml_tree tree;
  if (jb_span_trim(source->bytes).len == 0) {
    uint64_t at = source->whole.range_count ? source->whole.ranges[0].offset : 0;
    jb_add_problem(in, source->part, "xmp.empty", at, NULL);
    return;
  }
  if (source->bytes.len > max) unread(source, JB_WHY_LIMIT, "xml_max");
  jb_span bytes = jb_span_cut(source->bytes, 0, max);
  if (!jb_xml_input_open(source->scratch, bytes, max, &input)) {
    unread(source, JB_WHY_LIMIT, "xml_max");
    return;
  }
  jb_xml_tree_read(source->scratch, input.text, (jb_xml_options){.limits = &in->limits}, &tree);
  packet p = {.out = jb_xmp_out_new(source, "xmp", &input, &tree)};
  find_wrapper(&p);
  put_wrapper(&p);
  for (const jb_xml_node *root = tree.roots; root; root = root->next) {
    jb_xmp_read_rdf(&p.out, root);
  }
  jb_xmp_read_declarations(&p.out);
  put_gaps(&p);
  put_comments(&p);
  put_remains(&p);
  put_problems(&p);
  jb_xmp_out_free(&p.out);
}

void jb_read_xmp(jb_reading *r);

/* JPEG's identifier goes along when a whole APP1 segment is kept elsewhere. */
static const jb_span k_app1_identifier = {(const uint8_t *)"http://ns.adobe.com/xap/1.0/", 29};

void jb_read_xmp(jb_reading *r) {
  size_t skip = jb_span_starts(r->content, k_app1_identifier) ? k_app1_identifier.len : 0;
  size_t length = r->content.len - skip;
  jb_xmp_source source = {.in = r->in,
                          .part = r->in->parts[r->part->id],
                          .whole = skip ? jb_location_in(r->in, r->part, skip, length)
                                        : jb_xml_input_whole(r->part),
                          .bytes = jb_span_cut(r->content, skip, length),
                          .scratch = r->scratch};
  jb_xmp_read_packet(&source);
}
