/* GB 45438-2025 implicit labels (隐式标识): locate, parse, verify.
 * States atoms: every carrier that holds a label becomes one finding of scheme
 * "gb45438", with the seven fields and all checks of checks.def.  Judges
 * nothing beyond the clause of each check.
 *
 * Findings:
 *   gb45438.label         kind label: a label, however badly written
 *   gb45438.pre-standard  kind mark: the schema of Tencent's cloud before the
 *                         standard; says AI, is no label
 *   gb45438.shell.namespace, .shell.empty-value, .shell.remains, gb45438.crc
 *                         scheme trace: what a removed or damaged label left
 *
 * Fields of a label, in this order: the seven keys as Annex E names them (those
 * that are there; persons' numbers masked, long values cut), then
 *   carrier     png-itxt-xmp jpeg-app1-xmp gif-xmp webp-xmp tiff-xmp heif-xmp
 *               exif-<tag> png-text jpeg-com gif-comment jpeg-app11 jpeg-app
 *               svg iptc trailer box, or the reader's word
 *   shape       wrapped bare split yaml text
 *   placement   primary alternative non-standard (image guide, table of places)
 *   producer.kind code|name, .uscc, .service generation|propagation|unused|
 *               unknown, .own-code, .brand-hint (a third party's word);
 *               propagator.* alike
 *   security-1.form, .result absent|opaque|unsupported|invalid|valid-self-key|
 *               valid-pinned, .mode plain|double, .key (SHA-256 of the key's
 *               SubjectPublicKeyInfo); security-2.* alike
 *   masked      names of the fields in which a person's number was masked
 *
 * Claim: Label 1 generated_or_edited, strong (proof when signed by a pinned
 * key); 2 and 3 the same, weak; anything else unknown.  `canonical` compares
 * copies: see label.h.
 */
#ifndef JB_AIGC_AIGC_H
#define JB_AIGC_AIGC_H

#include "io/source.h"
#include "model/model.h"

/* After all readers.  `source` may be NULL when only properties are to be
 * looked at (tests): places are then those of the readers. */
void jb_aigc_find(jb_source *source, jb_inspection *in);

#endif
