#include "model/xml_watch.h"

#include <libxml/globals.h>

#include "base/memory.h"

static void on_error(void *user, xmlErrorPtr error) {
  jb_xml_watch *watch = user;
  if (error->code != XML_ERR_NO_MEMORY) return;
  watch->out_of_memory = true;
  jb_memory_note();
}

void jb_xml_watch_begin(jb_xml_watch *watch) {
  watch->before = xmlStructuredError;
  watch->before_user = xmlStructuredErrorContext;
  watch->out_of_memory = false;
  xmlSetStructuredErrorFunc(watch, on_error);
}

void jb_xml_watch_end(jb_xml_watch *watch) {
  xmlSetStructuredErrorFunc(watch->before_user, watch->before);
}
