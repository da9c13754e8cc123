/* XMP: every spelling of RDF/XML gives the same property, and its bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/reading.h"

#define TC "http://www.tc260.org.cn/ns/AIGC/1.0/"
#define NS_TC "xmlns:TC260=\"" TC "\" "
#define NS_EXT "xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\" "
#define NS_MM                                                  \
  "xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\" "           \
  "xmlns:stEvt=\"http://ns.adobe.com/xap/1.0/sType/ResourceEvent#\" " \
  "xmlns:stRef=\"http://ns.adobe.com/xap/1.0/sType/ResourceRef#\" "
#define NS_DC "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
#define DST "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
#define RDF "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\""

static reading read_xmp(bytes packet) { return read_part(JB_PART_XMP, "APP1", NULL, -1, packet); }

/* ISO 16684-1 clause 7: one value, many ways to write it. */
static void every_spelling_gives_key_form_value_and_bytes(void **state) {
  (void)state;
  static const struct {
    const char *attributes, *elements, *key, *form, *value, *place;
  } k_cases[] = {
      {NS_EXT, "<Iptc4xmpExt:DigitalSourceType>" DST "</Iptc4xmpExt:DigitalSourceType>",
       "Xmp.Iptc4xmpExt.DigitalSourceType", "element", DST, DST},
      {NS_EXT "Iptc4xmpExt:DigitalSourceType=\"" DST "\"", "",
       "Xmp.Iptc4xmpExt.DigitalSourceType", "attribute", DST, DST},
      {NS_EXT "Iptc4xmpExt:DigitalSourceType = '" DST "'", "",
       "Xmp.Iptc4xmpExt.DigitalSourceType", "attribute", DST, DST},
      {NS_EXT, "<Iptc4xmpExt:DigitalSourceType rdf:resource=\"" DST "\"/>",
       "Xmp.Iptc4xmpExt.DigitalSourceType", "resource", DST, DST},
      /* the prefix is free: the namespace decides */
      {"xmlns:iptcExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\" iptcExt:DigitalSourceType=\"x\"",
       "", "Xmp.Iptc4xmpExt.DigitalSourceType", "attribute", "x", "x"},
      {"", "<DigitalSourceType xmlns=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\">x</DigitalSourceType>",
       "Xmp.Iptc4xmpExt.DigitalSourceType", "element", "x", "x"},
      /* entities, character references, CDATA, comments */
      {NS_TC, "<TC260:AIGC>{&quot;Label&quot;:&#x22;1&#34;}</TC260:AIGC>", "Xmp.TC260.AIGC",
       "element", "{\"Label\":\"1\"}", "{&quot;Label&quot;:&#x22;1&#34;}"},
      {NS_TC, "<TC260:AIGC>{\"Label\":\"1\"}</TC260:AIGC>", "Xmp.TC260.AIGC", "element",
       "{\"Label\":\"1\"}", "{\"Label\":\"1\"}"},
      {NS_TC, "<TC260:AIGC><![CDATA[{\"Label\":\"1&\"}]]></TC260:AIGC>", "Xmp.TC260.AIGC",
       "element", "{\"Label\":\"1&\"}", "{\"Label\":\"1&\"}"},
      {NS_TC, "<TC260:AIGC>{<!-- no -->&quot;<![CDATA[&amp;]]>}</TC260:AIGC>", "Xmp.TC260.AIGC",
       "element", "{\"&amp;}", "{<!-- no -->&quot;<![CDATA[&amp;]]>}"},
      {NS_TC "TC260:AIGC='{\"Label\":\"1\"}'", "", "Xmp.TC260.AIGC", "attribute",
       "{\"Label\":\"1\"}", "{\"Label\":\"1\"}"},
      {NS_TC "TC260:AIGC=\"{&quot;Label&quot;:&quot;1&quot;}\"", "", "Xmp.TC260.AIGC", "attribute",
       "{\"Label\":\"1\"}", "{&quot;Label&quot;:&quot;1&quot;}"},
      {NS_TC, "<TC260:AIGC rdf:parseType=\"Literal\">{\"a\":1}</TC260:AIGC>", "Xmp.TC260.AIGC",
       "literal", "{\"a\":1}", "{\"a\":1}"},
      {NS_TC, "<TC260:AIGC rdf:parseType=\"Literal\"><b>x</b></TC260:AIGC>", "Xmp.TC260.AIGC",
       "literal", "<b>x</b>", "<b>x</b>"},
      /* empty: the shell of a label */
      {NS_TC, "<TC260:AIGC/>", "Xmp.TC260.AIGC", "element", "", ""},
      {NS_TC, "<TC260:AIGC></TC260:AIGC>", "Xmp.TC260.AIGC", "element", "", ""},
      {NS_TC "TC260:AIGC=\"\"", "", "Xmp.TC260.AIGC", "attribute", "", ""},
      {NS_TC, "<TC260:AIGC><rdf:Seq/></TC260:AIGC>", "Xmp.TC260.AIGC", "array", "", ""},
      /* arrays */
      {NS_TC, "<TC260:AIGC><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></TC260:AIGC>",
       "Xmp.TC260.AIGC[1]", "element", "{}", "{}"},
      {NS_DC, "<dc:subject><rdf:Bag><rdf:li>a</rdf:li><rdf:li>b</rdf:li></rdf:Bag></dc:subject>",
       "Xmp.dc.subject[2]", "element", "b", "b"},
      {NS_DC, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">T</rdf:li></rdf:Alt></dc:title>",
       "Xmp.dc.title[1]", "element", "T", "T"},
      {NS_DC, "<dc:title><rdf:Alt><rdf:li xml:lang=\"zh\">T</rdf:li></rdf:Alt></dc:title>",
       "Xmp.dc.title[1]/?xml:lang", "qualifier", "zh", "zh"},
      {NS_DC, "<dc:subject><rdf:Bag><rdf:li rdf:resource=\"urn:x\"/></rdf:Bag></dc:subject>",
       "Xmp.dc.subject[1]", "resource", "urn:x", "urn:x"},
      {NS_DC, "<dc:creator rdf:parseType=\"Collection\"><rdf:Description dc:title=\"t\"/></dc:creator>",
       "Xmp.dc.creator[1]/dc:title", "attribute", "t", "t"},
      /* structures */
      {NS_MM, "<xmpMM:History><rdf:Seq><rdf:li stEvt:action=\"created\" stEvt:softwareAgent=\"Firefly\"/>"
              "</rdf:Seq></xmpMM:History>",
       "Xmp.xmpMM.History[1]/stEvt:softwareAgent", "attribute", "Firefly", "Firefly"},
      {NS_MM, "<xmpMM:History><rdf:Seq><rdf:li rdf:parseType=\"Resource\"><stEvt:softwareAgent>F"
              "</stEvt:softwareAgent></rdf:li></rdf:Seq></xmpMM:History>",
       "Xmp.xmpMM.History[1]/stEvt:softwareAgent", "element", "F", "F"},
      {NS_MM, "<xmpMM:History><rdf:Seq><rdf:li><rdf:Description stEvt:action=\"a\"><stEvt:softwareAgent>F"
              "</stEvt:softwareAgent></rdf:Description></rdf:li></rdf:Seq></xmpMM:History>",
       "Xmp.xmpMM.History[1]/stEvt:softwareAgent", "element", "F", "F"},
      {NS_MM, "<xmpMM:DerivedFrom stRef:instanceID=\"i\"/>", "Xmp.xmpMM.DerivedFrom/stRef:instanceID",
       "attribute", "i", "i"},
      {NS_MM, "<xmpMM:DerivedFrom rdf:parseType='Resource'><stRef:instanceID>i</stRef:instanceID></xmpMM:DerivedFrom>",
       "Xmp.xmpMM.DerivedFrom/stRef:instanceID", "element", "i", "i"},
      /* parseType forgotten */
      {NS_MM, "<xmpMM:DerivedFrom><stRef:instanceID>i</stRef:instanceID></xmpMM:DerivedFrom>",
       "Xmp.xmpMM.DerivedFrom/stRef:instanceID", "element", "i", "i"},
      /* a typed node inside, and what type it is */
      {NS_MM "xmlns:u=\"urn:u\"", "<xmpMM:DerivedFrom><u:Ref><stRef:instanceID>i</stRef:instanceID></u:Ref></xmpMM:DerivedFrom>",
       "Xmp.xmpMM.DerivedFrom/stRef:instanceID", "element", "i", "i"},
      {NS_MM "xmlns:u=\"urn:u\"", "<xmpMM:DerivedFrom><u:Ref stRef:instanceID=\"i\"/></xmpMM:DerivedFrom>",
       "Xmp.xmpMM.DerivedFrom/rdf:type", "type", "u:Ref", "u:Ref"},
      /* rdf:value with qualifiers */
      {NS_DC NS_EXT, "<dc:creator rdf:parseType=\"Resource\"><rdf:value>N</rdf:value><Iptc4xmpExt:role>w"
              "</Iptc4xmpExt:role></dc:creator>", "Xmp.dc.creator", "element", "N", "N"},
      {NS_DC NS_EXT, "<dc:creator rdf:parseType=\"Resource\"><rdf:value>N</rdf:value><Iptc4xmpExt:role>w"
              "</Iptc4xmpExt:role></dc:creator>", "Xmp.dc.creator/?Iptc4xmpExt:role", "element", "w", "w"},
      {NS_DC NS_EXT, "<dc:creator rdf:value=\"N\" Iptc4xmpExt:role=\"w\"/>", "Xmp.dc.creator",
       "attribute", "N", "N"},
      {NS_DC NS_EXT, "<dc:creator><rdf:Description><rdf:value>N</rdf:value></rdf:Description></dc:creator>",
       "Xmp.dc.creator", "element", "N", "N"},
      /* namespaces that nobody knows */
      {"xmlns:q=\"urn:q:\"", "<q:thing>v</q:thing>", "Xmp.{urn:q:}thing", "element", "v", "v"},
      {NS_DC "xmlns:q=\"urn:q:\"", "<dc:relation q:a=\"v\"/>", "Xmp.dc.relation/{urn:q:}a", "attribute", "v", "v"},
      /* the prefix is nobody's */
      {"", "<TC260:AIGC>{}</TC260:AIGC>", "Xmp.{}TC260:AIGC", "undeclared-prefix", "{}", "{}"},
      {"AIGC:Label=\"1\"", "", "Xmp.{}AIGC:Label", "undeclared-prefix", "1", "1"},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    reading r = read_xmp(xmp_packet(k_cases[i].attributes, k_cases[i].elements));
    assert_value(&r, k_cases[i].key, k_cases[i].form, k_cases[i].value);
    assert_place(&r, k_cases[i].key, k_cases[i].place);
    assert_false(read_has_problem(&r, "xmp.damaged"));
    assert_int_equal(r.in->not_checked_count, 0);
    reading_free(r);
  }
}

static void name_namespace_and_prefix_are_those_of_the_file(void **state) {
  (void)state;
  reading r = read_xmp(xmp_packet("xmlns:C260=\"" TC "\"",
                                  "<C260:AIGC><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></C260:AIGC>"));
  const jb_property *p = read_property(&r, "Xmp.TC260.AIGC[1]");
  assert_non_null(p);
  assert_true(jb_span_is(jb_span_from(p->ns), TC));
  assert_true(jb_span_is(jb_span_from(p->name), "AIGC"));
  assert_true(jb_span_is(jb_span_from(p->prefix), "C260"));
  assert_string_equal(p->carrier, "xmp");
  assert_value(&r, "Xmp.xmlns.C260", "declaration", TC);
  assert_place(&r, "Xmp.xmlns.C260", TC);
  reading_free(r);
  r = read_xmp(xmp_packet("", "<TC260:AIGC>{}</TC260:AIGC>"));
  p = read_property(&r, "Xmp.{}TC260:AIGC");
  assert_non_null(p);
  assert_int_equal(p->ns.len, 0);
  assert_true(jb_span_is(jb_span_from(p->name), "TC260:AIGC"));
  assert_true(read_has_problem(&r, "xmp.undeclared-prefix"));
  reading_free(r);
}

static void the_entity_step_is_given_only_where_references_stand(void **state) {
  (void)state;
  reading r = read_xmp(xmp_packet(NS_DC "dc:a=\"&lt;\" dc:b=\"x\"", ""));
  const jb_property *a = read_property(&r, "Xmp.dc.a"), *b = read_property(&r, "Xmp.dc.b");
  assert_non_null(a);
  assert_non_null(b);
  assert_int_equal(a->at.step_count, 1);
  assert_int_equal(a->at.steps[0], JB_STEP_ENTITY);
  assert_int_equal(b->at.step_count, 0);
  reading_free(r);
}

static void a_declaration_without_property_is_seen(void **state) {
  (void)state;
  reading r = read_xmp(xmp_packet(NS_TC, "")); /* the shell of a removed label */
  assert_value(&r, "Xmp.xmlns.TC260", "declaration", TC);
  assert_none(&r, "Xmp.TC260.AIGC");
  assert_int_equal(read_count(&r, "Xmp.xmlns.rdf"), 1);
  reading_free(r);
}

/* ---- the packet ---- */

#define BODY                                                                 \
  "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\" x:xmptk=\"kit\"><rdf:RDF " RDF ">"  \
  "<rdf:Description rdf:about=\"\" " NS_TC "TC260:AIGC=\"{}\"/></rdf:RDF></x:xmpmeta>"

static void the_packet_says_how_it_is_wrapped(void **state) {
  (void)state;
  static const struct {
    const char *packet, *key, *form, *value;
  } k_cases[] = {
      {"<?xpacket begin=\"\" id=\"W5M0\"?\?>" BODY "<?xpacket end=\"w\"?>", "Xmp.packet.begin",
       "empty-begin double-question-mark", "<?xpacket begin=\"\" id=\"W5M0\"?\?>"},
      {"<?xpacket begin='' id='W5M0'?>" BODY "<?xpacket end='r'?>", "Xmp.packet.end", "read-only",
       "<?xpacket end='r'?>"},
      {BODY, "Xmp.packet.wrapper", "missing", ""},
      {"<?xpacket begin=''?>" BODY "   {\"AIGC\":1}   <?xpacket end='w'?>", "Xmp.packet.padding",
       "remains", "{\"AIGC\":1}"},
      {"<?xpacket begin=''?>" BODY "<?xpacket end='w'?>\n rest ", "Xmp.packet.trailing", "remains",
       "rest"},
      {"<?xpacket begin=''?>" BODY " x <?xpacket end='w'?>y", "Xmp.packet.trailing", "remains", "y"},
      {"junk<?xpacket begin=''?>" BODY "<?xpacket end='w'?>", "Xmp.packet.leading", "remains",
       "junk<?xpacket begin=''?>"},
      {BODY "<!-- AIGC {} -->", "Xmp.comment", "comment", " AIGC {} "},
      {BODY, "Xmp.x.xmptk", "attribute", "kit"},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    reading r = read_xmp(text(k_cases[i].packet));
    assert_value(&r, "Xmp.TC260.AIGC", "attribute", "{}");
    assert_value(&r, k_cases[i].key, k_cases[i].form, k_cases[i].value);
    assert_place(&r, k_cases[i].key, k_cases[i].value);
    assert_int_equal(r.in->not_checked_count, 0);
    reading_free(r);
  }
}

static void white_space_is_no_remains(void **state) {
  (void)state;
  reading r = read_xmp(join(3, text("\xEF\xBB\xBF\n<?xpacket begin=''?>" BODY "\n   \n<?xpacket end='w'?>\n"),
                            u8(0), u8(0)));
  assert_none(&r, "Xmp.packet.padding");
  assert_none(&r, "Xmp.packet.trailing");
  assert_none(&r, "Xmp.packet.leading");
  assert_int_equal(r.in->parts[0]->problem_count, 0);
  reading_free(r);
}

/* ---- encodings ---- */

static bytes wide(const char *ascii, size_t width, bool big_endian) {
  bytes out = none();
  for (const char *p = ascii; *p; p++) {
    unsigned char c = (unsigned char)*p;
    out = join(2, out, width == 2 ? (big_endian ? u16be(c) : u16le(c))
                                  : (big_endian ? u32be(c) : u32le(c)));
  }
  return out;
}

static void utf16_and_utf32_are_decoded_and_located(void **state) {
  (void)state;
  static const struct {
    size_t width;
    bool big_endian, mark;
    jb_step step;
  } k_cases[] = {
      {2, true, true, JB_STEP_UTF16BE},  {2, false, true, JB_STEP_UTF16LE},
      {2, true, false, JB_STEP_UTF16BE}, {2, false, false, JB_STEP_UTF16LE},
      {4, true, true, JB_STEP_UTF32BE},  {4, false, true, JB_STEP_UTF32LE},
      {4, false, false, JB_STEP_UTF32LE},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    size_t width = k_cases[i].width;
    bool be = k_cases[i].big_endian;
    bytes mark = !k_cases[i].mark ? none() : width == 2 ? (be ? u16be(0xFEFF) : u16le(0xFEFF))
                                                        : (be ? u32be(0xFEFF) : u32le(0xFEFF));
    reading r = read_xmp(join(2, mark, wide(BODY, width, be)));
    assert_value(&r, "Xmp.TC260.AIGC", "attribute", "{}");
    const jb_property *p = read_property(&r, "Xmp.TC260.AIGC");
    const char *hit = strstr(BODY, "\"{}\"");
    assert_int_equal(p->at.range_count, 1);
    assert_int_equal(p->at.ranges[0].offset, (size_t)(hit + 1 - BODY) * width + (k_cases[i].mark ? width : 0));
    assert_int_equal(p->at.ranges[0].length, 2 * width);
    assert_int_equal(p->at.step_count, 1);
    assert_int_equal(p->at.steps[0], k_cases[i].step);
    reading_free(r);
  }
}

static void other_declared_encodings_are_unread_but_looked_at(void **state) {
  (void)state;
  reading r = read_xmp(text("<?xml version='1.0' encoding='GB18030'?><rdf:RDF " RDF "><rdf:Description " NS_TC
                            "TC260:AIGC='{\"ContentProducer\":\"\xB6\xB9\xB0\xFC\"}'/></rdf:RDF>"));
  assert_value(&r, "Xmp.TC260.AIGC", "attribute", "{\"ContentProducer\":\"\xB6\xB9\xB0\xFC\"}");
  assert_true(read_has_problem(&r, "xmp.encoding"));
  assert_true(read_unread(&r, "xmp", JB_WHY_INPUT));
  reading_free(r);
  r = read_xmp(text("<?xml version='1.0' encoding='GB18030'?>" BODY)); /* all ASCII: no doubt */
  assert_int_equal(r.in->not_checked_count, 0);
  reading_free(r);
  r = read_xmp(text("<?xml version='1.0' encoding='ISO-8859-1'?><rdf:RDF " RDF "><rdf:Description " NS_DC
                    "dc:a='\xE9'/></rdf:RDF>"));
  assert_value(&r, "Xmp.dc.a", "attribute", "\xC3\xA9");
  assert_place(&r, "Xmp.dc.a", "\xE9");
  reading_free(r);
}

/* ---- damage ---- */

static void what_stands_beside_damage_is_still_read(void **state) {
  (void)state;
  static const char k_good[] = "<rdf:RDF " RDF "><rdf:Description " NS_TC "TC260:AIGC=\"{}\">";
  static const struct {
    const char *rest, *problem;
  } k_cases[] = {
      {"<TC260:b>a & b</TC260:b></rdf:Description></rdf:RDF>", "xmp.damaged"},
      {"<TC260:b>&nbsp;</TC260:b></rdf:Description></rdf:RDF>", "xmp.damaged"},
      {"<TC260:b></TC260:c></rdf:Description></rdf:RDF>", "xmp.damaged"},
      {"<TC260:b", "xmp.damaged"},
      {"", "xmp.damaged"},
      {"<TC260:b c=\"</TC260:b></rdf:Description></rdf:RDF>", "xmp.damaged"},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    reading r = read_xmp(join(2, text(k_good), text(k_cases[i].rest)));
    assert_value(&r, "Xmp.TC260.AIGC", "attribute", "{}");
    assert_place(&r, "Xmp.TC260.AIGC", "{}");
    assert_true(read_has_problem(&r, k_cases[i].problem));
    assert_true(read_unread(&r, "xmp", JB_WHY_INPUT));
    reading_free(r);
  }
}

static void oddities_that_hide_nothing_are_problems_only(void **state) {
  (void)state;
  static const struct {
    const char *packet, *problem;
  } k_cases[] = {
      {BODY BODY, "xmp.second-root"},
      {"\n<?xml version='1.0'?>" BODY, NULL},
      {"<?xpacket begin=''?><?xml version='1.0'?>" BODY "<?xpacket end='w'?>", "xmp.declaration"},
      {"<?xpacket begin=''?>" BODY, "xmp.wrapper"},
      {"<!DOCTYPE x>" BODY, "xmp.doctype"},
      {"<rdf:RDF " RDF "><rdf:Description " NS_TC "TC260:AIGC='{}' TC260:b='\x01\xFF'/></rdf:RDF>",
       "xmp.characters"},
  };
  for (size_t i = 0; i < sizeof k_cases / sizeof k_cases[0]; i++) {
    reading r = read_xmp(text(k_cases[i].packet));
    assert_value(&r, "Xmp.TC260.AIGC", "attribute", "{}");
    if (k_cases[i].problem) assert_true(read_has_problem(&r, k_cases[i].problem));
    assert_int_equal(r.in->not_checked_count, 0);
    reading_free(r);
  }
}

/* Common in the wild: JSON pasted into an attribute. */
static void json_with_raw_quotes_in_an_attribute_is_read_whole(void **state) {
  (void)state;
  reading r = read_xmp(xmp_packet(NS_TC NS_DC "TC260:AIGC=\"{\"Label\":\"1\",\"ProduceID\":\"x\"}\" dc:b='c'", ""));
  assert_value(&r, "Xmp.TC260.AIGC", "attribute", "{\"Label\":\"1\",\"ProduceID\":\"x\"}");
  assert_place(&r, "Xmp.TC260.AIGC", "{\"Label\":\"1\",\"ProduceID\":\"x\"}");
  assert_value(&r, "Xmp.dc.b", "attribute", "c");
  assert_true(read_has_problem(&r, "xmp.damaged"));
  assert_true(read_unread(&r, "xmp", JB_WHY_INPUT));
  reading_free(r);
}

static void a_label_that_is_no_xml_any_more_is_remains(void **state) {
  (void)state;
  reading r = read_xmp(text("<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF TC260:AIGC>{\"Label\":\"1\"}</TC"));
  assert_value(&r, "Xmp.packet.remains", "remains", "TC260:AIGC>{\"Label\":\"1\"}");
  assert_true(jb_span_is(jb_span_from(read_property(&r, "Xmp.packet.remains")->name), "AIGC"));
  assert_true(read_unread(&r, "xmp", JB_WHY_INPUT));
  reading_free(r);
}

static void embedded_nul_bytes_end_nothing(void **state) {
  (void)state;
  bytes packet = text("<rdf:RDF " RDF "><rdf:Description " NS_TC "TC260:b='_' TC260:AIGC='{}'/></rdf:RDF>");
  size_t at = (size_t)(strchr((const char *)packet.ptr, '_') - (const char *)packet.ptr);
  reading r = read_xmp(patch(packet, at, 0));
  assert_value(&r, "Xmp.TC260.AIGC", "attribute", "{}");
  assert_int_equal(read_property(&r, "Xmp.TC260.b")->value.len, 1);
  assert_int_equal(read_property(&r, "Xmp.TC260.b")->value.ptr[0], 0);
  reading_free(r);
}

/* ---- hostile ---- */

static void entities_are_never_expanded(void **state) {
  (void)state;
  static const char k_laughs[] =
      "<!DOCTYPE r [<!ENTITY a \"AAAAAAAAAA\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
      "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY f SYSTEM \"file:///etc/passwd\">"
      "<!ATTLIST rdf:Description TC260:AIGC CDATA \"{made up}\">]>"
      "<rdf:RDF " RDF "><rdf:Description " NS_TC NS_DC "dc:a=\"&c;\"><dc:b>&c;&f;</dc:b></rdf:Description></rdf:RDF>";
  reading r = read_xmp(text(k_laughs));
  assert_true(read_has_problem(&r, "xmp.doctype"));
  assert_value(&r, "Xmp.dc.a", "attribute", "&c;");
  assert_value(&r, "Xmp.dc.b", "element", "&c;&f;");
  assert_none(&r, "Xmp.TC260.AIGC"); /* no default attributes either */
  assert_true(read_unread(&r, "xmp", JB_WHY_INPUT));
  reading_free(r);
}

static bytes repeat(const char *unit, size_t times) {
  size_t n = strlen(unit);
  bytes out = fill(' ', n * times);
  for (size_t i = 0; i < times; i++) memcpy(out.ptr + i * n, unit, n);
  return out;
}

static void limits_are_said_and_bound_the_work(void **state) {
  (void)state;
  reading r = read_xmp(join(3, text("<rdf:RDF " RDF "><rdf:Description>"), repeat("<a><b>", 5000), text("")));
  assert_true(read_unread(&r, "xmp", JB_WHY_LIMIT)); /* nesting */
  reading_free(r);
  r = read_xmp(join(3, text("<rdf:RDF " RDF ">"), repeat("<a/>", 200000), text("</rdf:RDF>")));
  assert_true(read_unread(&r, "xmp", JB_WHY_LIMIT)); /* nodes */
  reading_free(r);
  bytes many = text("<a ");
  for (int i = 0; i < 2; i++) many = join(2, many, repeat("b='' ", 100000));
  r = read_xmp(join(2, many, text("/>")));
  assert_true(read_unread(&r, "xmp", JB_WHY_LIMIT)); /* attributes squared */
  reading_free(r);
  r = read_xmp(repeat("&", 1 << 20));
  assert_true(read_unread(&r, "xmp", JB_WHY_INPUT));
  reading_free(r);
  jb_limits small = jb_limits_default();
  small.xml_max = 64;
  r = read_part_limited(JB_PART_XMP, "APP1", NULL, -1, text(BODY), &small);
  assert_true(read_unread(&r, "xmp", JB_WHY_LIMIT));
  reading_free(r);
}

static void values_keep_a_place_behind_inflate(void **state) {
  (void)state;
  bytes chunk = png_itxt("k", text(BODY), 1); /* length type keyword... zlib CRC */
  size_t head = 8 + 2 + 2 + 1 + 1;            /* "k" NUL, flags, language, translation */
  bytes stream = raw(chunk.ptr + head, chunk.len - head - 4);
  bytes_free(chunk);
  reading r = read_part(JB_PART_XMP, "iTXt", NULL, JB_STEP_INFLATE, stream);
  assert_value(&r, "Xmp.TC260.AIGC", "attribute", "{}");
  const jb_property *p = read_property(&r, "Xmp.TC260.AIGC");
  assert_int_equal(p->at.steps[0], JB_STEP_INFLATE);
  assert_int_equal(p->at.sub.offset, (size_t)(strstr(BODY, "\"{}\"") + 1 - BODY));
  assert_int_equal(p->at.sub.length, 2);
  reading_free(r);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_spelling_gives_key_form_value_and_bytes),
      cmocka_unit_test(name_namespace_and_prefix_are_those_of_the_file),
      cmocka_unit_test(the_entity_step_is_given_only_where_references_stand),
      cmocka_unit_test(a_declaration_without_property_is_seen),
      cmocka_unit_test(the_packet_says_how_it_is_wrapped),
      cmocka_unit_test(white_space_is_no_remains),
      cmocka_unit_test(utf16_and_utf32_are_decoded_and_located),
      cmocka_unit_test(other_declared_encodings_are_unread_but_looked_at),
      cmocka_unit_test(what_stands_beside_damage_is_still_read),
      cmocka_unit_test(oddities_that_hide_nothing_are_problems_only),
      cmocka_unit_test(json_with_raw_quotes_in_an_attribute_is_read_whole),
      cmocka_unit_test(a_label_that_is_no_xml_any_more_is_remains),
      cmocka_unit_test(embedded_nul_bytes_end_nothing),
      cmocka_unit_test(entities_are_never_expanded),
      cmocka_unit_test(limits_are_said_and_bound_the_work),
      cmocka_unit_test(values_keep_a_place_behind_inflate),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
