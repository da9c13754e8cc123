#define _GNU_SOURCE
#include "work/wire.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

static void put_header(uint8_t header[JB_FRAME_HEADER], jb_frame_kind kind, size_t length) {
  memset(header, 0, JB_FRAME_HEADER);
  header[0] = (uint8_t)kind;
  for (unsigned i = 0; i < 4; i++) header[4 + i] = (uint8_t)(length >> (8 * i));
}

static bool get_header(const uint8_t *header, jb_frame_kind *kind, size_t *length) {
  *kind = (jb_frame_kind)header[0];
  *length = (size_t)header[4] | (size_t)header[5] << 8 | (size_t)header[6] << 16 |
            (size_t)header[7] << 24;
  return header[0] > 0 && header[0] < JB_FRAME_KIND_COUNT && *length <= JB_FRAME_MAX;
}

/* The first bytes go with the descriptor. */
static ssize_t send_with_fd(int socket, struct iovec *parts, int fd) {
  union {
    struct cmsghdr align;
    char room[CMSG_SPACE(sizeof(int))];
  } control;
  memset(&control, 0, sizeof control);
  struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
  if (fd >= 0) {
    message.msg_control = control.room;
    message.msg_controllen = sizeof control.room;
    struct cmsghdr *c = CMSG_FIRSTHDR(&message);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(c), &fd, sizeof fd);
  }
  ssize_t sent;
  do {
    sent = sendmsg(socket, &message, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent;
}

bool jb_wire_send(int socket, jb_frame_kind kind, jb_span payload, int fd) {
  uint8_t header[JB_FRAME_HEADER];
  if (payload.len > JB_FRAME_MAX) return false;
  put_header(header, kind, payload.len);
  size_t at = 0, total = JB_FRAME_HEADER + payload.len;
  if (fd >= 0) {
    struct iovec parts[2] = {{header, sizeof header},
                             {(void *)(uintptr_t)payload.ptr, payload.len}};
    ssize_t sent = send_with_fd(socket, parts, fd);
    if (sent <= 0) return false;
    at = (size_t)sent;
  }
  /* plain send from here on: a worker's filter has no sendmsg */
  while (at < total) {
    jb_span rest = at < JB_FRAME_HEADER
                       ? jb_span_of(header + at, JB_FRAME_HEADER - at)
                       : jb_span_cut(payload, at - JB_FRAME_HEADER, total - at);
    ssize_t sent = send(socket, rest.ptr, rest.len, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    at += (size_t)sent;
  }
  return true;
}

static ssize_t receive(int socket, void *to, size_t n, int *fd) {
  union {
    struct cmsghdr align;
    char room[CMSG_SPACE(sizeof(int))];
  } control;
  struct iovec part = {to, n};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.room,
                           .msg_controllen = sizeof control.room};
  ssize_t got;
  do {
    got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  } while (got < 0 && errno == EINTR);
  if (got <= 0) return got;
  for (struct cmsghdr *c = CMSG_FIRSTHDR(&message); c; c = CMSG_NXTHDR(&message, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) continue;
    if (*fd >= 0) close(*fd);
    memcpy(fd, CMSG_DATA(c), sizeof *fd);
  }
  return got;
}

bool jb_wire_receive(int socket, jb_buf *into, jb_frame *out) {
  uint8_t header[JB_FRAME_HEADER];
  size_t have = 0, length;
  jb_buf_reset(into);
  *out = (jb_frame){.fd = -1};
  while (have < sizeof header) {
    ssize_t got = receive(socket, header + have, sizeof header - have, &out->fd);
    if (got <= 0) return false;
    have += (size_t)got;
  }
  if (!get_header(header, &out->kind, &length)) return false;
  uint8_t *at = length ? jb_buf_extend(into, length) : NULL;
  if (length && !at) return false;
  for (have = 0; have < length;) {
    ssize_t got = receive(socket, into->data + have, length - have, &out->fd);
    if (got <= 0) return false;
    have += (size_t)got;
  }
  out->payload = jb_buf_span(into);
  return true;
}

bool jb_wire_poll(int socket, jb_buf *into) {
  for (;;) {
    size_t before = into->len;
    uint8_t *at = jb_buf_extend(into, 64 * 1024);
    if (!at) return false;
    ssize_t got = recv(socket, at, 64 * 1024, MSG_DONTWAIT);
    into->len = before + (got > 0 ? (size_t)got : 0);
    if (got == 0) return false;
    if (got < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
    if (got < 64 * 1024) return true;
  }
}

bool jb_wire_take(const jb_buf *from, jb_frame *out, bool *bad) {
  size_t length;
  *bad = false;
  if (from->len < JB_FRAME_HEADER) return false;
  if (!get_header(from->data, &out->kind, &length)) {
    *bad = true;
    return false;
  }
  if (from->len - JB_FRAME_HEADER < length) return false;
  out->payload = jb_span_of(from->data + JB_FRAME_HEADER, length);
  out->fd = -1;
  return true;
}

void jb_wire_drop(jb_buf *from, const jb_frame *frame) {
  size_t n = JB_FRAME_HEADER + frame->payload.len;
  memmove(from->data, from->data + n, from->len - n);
  from->len -= n;
}
