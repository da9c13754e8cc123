/* Merkle trees of a BMFF hash (C2PA 2.2 clauses 18.6.3, 15.12.2.2): the media
 * data of a file in blocks, so that one wrong block can be named. */
#ifndef JB_C2PA_BIND_MERKLE_H
#define JB_C2PA_BIND_MERKLE_H

#include "c2pa/binding_run.h"

enum { JB_MERKLE_LEAVES = 1 << 16, JB_MERKLE_MAPS = 64 };

/* The initHash of the first map, NULL when there is none.  Maps that lack what
 * they must have are said as malformed. */
const jb_cbor_item *jb_merkle_init_hash(jb_binding_run *run, const jb_cbor_item *maps);

/* Trees over the payload of root mdat boxes: `mdats` are those boxes in file
 * order, header included. */
void jb_merkle_begin(jb_binding_run *run, const jb_cbor_item *maps, const jb_ranges *mdats);

#endif
