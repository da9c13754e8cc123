#include "container/riff.h"

#include "base/reader.h"

enum { HEADER = 8 };

jb_chunks jb_chunks_new(jb_walk *walk, uint64_t start, uint64_t end, uint64_t *seen) {
  return (jb_chunks){.walk = walk, .at = start, .end = end, .seen = seen};
}

bool jb_chunks_next(jb_chunks *it, jb_chunk *chunk) {
  if (it->fault || it->at >= it->end) return false;
  uint64_t left = it->end - it->at;
  *chunk = (jb_chunk){.start = it->at, .body = it->end};
  if (*it->seen >= it->walk->in->limits.boxes_max) {
    jb_add_not_checked(it->walk->in, "structure", JB_WHY_LIMIT, "boxes_max");
    it->at = it->end;
    return false;
  }
  ++*it->seen;
  jb_reader r = jb_reader_new(jb_walk_peek(it->walk, it->at, HEADER), it->at);
  chunk->id = jb_read_u32be(&r);
  chunk->length = jb_read_u32le(&r);
  if (!jb_reader_ok(&r) || left < HEADER) {
    chunk->length = 0;
    it->fault = "riff.chunk-header";
    return false;
  }
  chunk->body = it->at + HEADER;
  if (chunk->length > left - HEADER) {
    chunk->length = left - HEADER;
    it->fault = "riff.chunk-past-end";
    return false;
  }
  /* payloads are padded to an even length; the last pad byte is often left out */
  uint64_t pad = chunk->length & 1;
  if (pad > left - HEADER - chunk->length) pad = 0;
  it->at = chunk->body + chunk->length + pad;
  return true;
}

jb_part *jb_chunk_part(jb_walk *walk, const jb_chunk *chunk, jb_part_kind kind) {
  char name[JB_FOURCC_NAME];
  jb_fourcc_name(chunk->id, name);
  uint64_t end = chunk->body + chunk->length;
  return jb_walk_add_part(walk, kind, name, chunk->body, chunk->length,
                          (jb_range){chunk->start, end - chunk->start});
}
