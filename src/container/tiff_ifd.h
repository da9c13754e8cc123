/* The one walker of TIFF image file directories: TIFF 6.0 section 2, BigTIFF,
 * Exif 2.32 (CIPA DC-008) 4.6.  Used by the TIFF container and by the reader
 * of Exif blocks.
 *
 * All offsets are relative to the block, that is to its TIFF header.  Every
 * IFD offset is visited once; what is out of bounds is told as a problem and
 * the walk goes on with what is left.
 */
#ifndef JB_CONTAINER_TIFF_IFD_H
#define JB_CONTAINER_TIFF_IFD_H

#include "base/buf.h"
#include "base/reader.h"
#include "io/source.h"
#include "jianbiao/limits.h"
#include "jianbiao/model.h"

/* Where the block's bytes are: in memory, or in a window of a source. */
typedef struct jb_tiff_block {
  jb_span bytes;     /* the whole block when ptr is not NULL */
  jb_source *source; /* [start, start + length) of it otherwise */
  uint64_t start, length;
} jb_tiff_block;

jb_tiff_block jb_tiff_block_of_span(jb_span bytes);
/* A view of the source when it is resident. */
jb_tiff_block jb_tiff_block_of_source(jb_source *source, uint64_t start, uint64_t end);

/* Copy up to n bytes; returns how many there were. */
size_t jb_tiff_block_read(const jb_tiff_block *block, uint64_t at, void *to, size_t n);

/* Up to n bytes, borrowed from the block or from `hold` (which is reset and
 * must have room). */
jb_span jb_tiff_block_view(const jb_tiff_block *block, jb_buf *hold, uint64_t at, size_t n);

/* Field types: TIFF 6.0 p. 15, Technical Note 1 (IFD), BigTIFF (16 to 18). */
typedef enum jb_tiff_type {
  JB_TIFF_BYTE = 1,
  JB_TIFF_ASCII,
  JB_TIFF_SHORT,
  JB_TIFF_LONG,
  JB_TIFF_RATIONAL,
  JB_TIFF_SBYTE,
  JB_TIFF_UNDEFINED,
  JB_TIFF_SSHORT,
  JB_TIFF_SLONG,
  JB_TIFF_SRATIONAL,
  JB_TIFF_FLOAT,
  JB_TIFF_DOUBLE,
  JB_TIFF_IFD,
  JB_TIFF_LONG8 = 16,
  JB_TIFF_SLONG8,
  JB_TIFF_IFD8,
  JB_TIFF_UTF8 = 129 /* Exif 3.0 (CIPA DC-008-2023) 4.6.2 */
} jb_tiff_type;

/* Bytes of one value of the type; 0 for a type that no standard names. */
unsigned jb_tiff_type_size(unsigned type);

typedef enum jb_ifd_kind {
  JB_IFD_MAIN,    /* IFD0, IFD1 ... the chain of the header */
  JB_IFD_SUB,     /* SubIFDs (tag 330) */
  JB_IFD_EXIF,    /* 0x8769 */
  JB_IFD_GPS,     /* 0x8825 */
  JB_IFD_INTEROP, /* 0xA005 */
  JB_IFD_OTHER    /* GlobalParametersIFD (400), ProfileIFD (DNG 0xC6F5) */
} jb_ifd_kind;

typedef struct jb_ifd {
  jb_ifd_kind kind;
  unsigned number; /* in the main chain, or among the SubIFDs of the file */
  char name[16];   /* "IFD0" "SubIFD" "SubIFD1" "ExifIFD" "GPS" "Interop" ... */
  unsigned depth;
  uint64_t at;     /* of the entry count */
  uint64_t count;  /* entries, as it says */
  uint64_t length; /* bytes of the table that stand in the block, count and next offset included */
} jb_ifd;

typedef struct jb_ifd_entry {
  const jb_ifd *ifd;
  uint16_t tag, type;
  uint64_t count;
  uint64_t at;    /* of the 12 or 20 bytes of the entry */
  bool has_value; /* false: bytes outside the block */
  bool is_inline;
  jb_range value; /* when has_value: within the block */
} jb_ifd_entry;

typedef struct jb_tiff {
  jb_tiff_block block;
  bool big_endian;
  bool big; /* BigTIFF: 64-bit offsets */
  uint64_t first; /* offset of IFD0 */
} jb_tiff;

/* Read the header.  False when it is none: neither order mark nor 42 or 43. */
bool jb_tiff_open(jb_tiff_block block, jb_tiff *out);

/* Calls during a walk; each may be NULL.  `entry` returns false to stop.
 * `problem`: code is static, at is in the block, ifd may be NULL; `why` is
 * JB_WHY_INPUT or JB_WHY_LIMIT when something could not be looked at,
 * otherwise -1 (odd, but nothing missed). */
typedef struct jb_ifd_visitor {
  void *user;
  void (*ifd)(void *user, const jb_tiff *tiff, const jb_ifd *ifd);
  bool (*entry)(void *user, const jb_tiff *tiff, const jb_ifd_entry *entry);
  void (*ifd_end)(void *user, const jb_tiff *tiff, const jb_ifd *ifd);
  void (*problem)(void *user, const jb_ifd *ifd, const char *code, uint64_t at, int why,
                  const char *detail);
} jb_ifd_visitor;

/* Visit IFD0, its Exif, GPS, Interoperability and Sub IFDs, then the next of
 * the chain, within ifd_max, ifd_entries_max and nesting_max. */
void jb_tiff_walk(const jb_tiff *tiff, const jb_limits *limits, const jb_ifd_visitor *visitor);

/* Numbers [first, first + n) of an entry of an integer type, a negative one as
 * its two's complement.  Returns how many could be read. */
size_t jb_ifd_numbers(const jb_tiff *tiff, const jb_ifd_entry *entry, uint64_t first,
                      uint64_t *out, size_t n);
/* The first number, or `otherwise`. */
uint64_t jb_ifd_number(const jb_tiff *tiff, const jb_ifd_entry *entry, uint64_t otherwise);

/* 2, 4 or 8 bytes in the order of the block. */
uint64_t jb_tiff_get(const jb_tiff *tiff, jb_reader *r, unsigned size);

#endif
