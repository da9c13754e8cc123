/* Frames between parent and worker over a stream socket: kind, length,
 * payload, and with a request the descriptor of the file. */
#ifndef JB_WORK_WIRE_H
#define JB_WORK_WIRE_H

#include "base/buf.h"

typedef enum jb_frame_kind {
  JB_FRAME_HELLO = 1,  /* worker: payload u8, layers of its sandbox */
  JB_FRAME_PARSE,      /* parent, with descriptor: payload the file's name, may be empty */
  JB_FRAME_WITNESS,    /* parent, with descriptor: payload the parsed inspection as JSON */
  JB_FRAME_RESULT,     /* worker: JSON */
  JB_FRAME_NOTHING,    /* worker: no result; payload u8, a jb_status */
  JB_FRAME_KIND_COUNT
} jb_frame_kind;

enum { JB_FRAME_HEADER = 8, JB_FRAME_MAX = 96 << 20 };

typedef struct jb_frame {
  jb_frame_kind kind;
  jb_span payload; /* borrowed from the buffer it was read into */
  int fd;          /* -1 when none came */
} jb_frame;

/* Send a whole frame.  fd -1: none.  False when the peer is gone or does not
 * take it within the socket's send time-out. */
bool jb_wire_send(int socket, jb_frame_kind kind, jb_span payload, int fd);

/* Worker: wait for a whole frame.  False at the end of the stream or when the
 * frame makes no sense. */
bool jb_wire_receive(int socket, jb_buf *into, jb_frame *out);

/* Parent: take in what has come, without waiting.  False at the end of the
 * stream.  Descriptors sent by a worker are not accepted. */
bool jb_wire_poll(int socket, jb_buf *into);

/* Parent: is a whole frame at the start of `from`?  *bad is set when what
 * stands there is none. */
bool jb_wire_take(const jb_buf *from, jb_frame *out, bool *bad);

/* Drop the first frame. */
void jb_wire_drop(jb_buf *from, const jb_frame *frame);

#endif
