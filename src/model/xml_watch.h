/* Watching libxml2 while it works for us on this thread: it must not print,
 * and memory that it lacked must not pass for something else. */
#ifndef JB_MODEL_XML_WATCH_H
#define JB_MODEL_XML_WATCH_H

#include <libxml/xmlerror.h>
#include <stdbool.h>

typedef struct jb_xml_watch {
  xmlStructuredErrorFunc before; /* the host program's, put back at the end */
  void *before_user;
  bool out_of_memory; /* libxml2 lacked memory since the watch began */
} jb_xml_watch;

/* Errors that have no handler of their own come here until the end.  The
 * watch must stay where it is meanwhile. */
void jb_xml_watch_begin(jb_xml_watch *watch);
void jb_xml_watch_end(jb_xml_watch *watch);

#endif
