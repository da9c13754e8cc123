/* The claim signature, its credential, time stamps and revocation: clauses
 * 13.2, 14.5 and 15.7 to 15.9. */
#include <openssl/ocsp.h>

#include "support/c2pa_cases.h"

#define BEND(name) static void name(pki *p, c2pa_manifest *m)

static void by(pki *p, c2pa_manifest *m, person_options options) {
  m->cose.chain[0] = pki_person(p, &p->world.ca, options);
  m->cose.chain[1] = &p->world.ca;
}
static void by_key(pki *p, c2pa_manifest *m, const char *key, int64_t alg) {
  by(p, m, (person_options){.key = key});
  m->cose.alg = alg;
}

BEND(es384) { by_key(p, m, "P-384", -35); }
BEND(es512) { by_key(p, m, "P-521", -36); }
BEND(ps256) { by_key(p, m, "RSA:2048", -37); }
BEND(ps384) { by_key(p, m, "RSA:2048", -38); }
BEND(ps512) { by_key(p, m, "RSA:2048", -39); }
BEND(ed25519) { by_key(p, m, "ED25519", -8); }
BEND(es256_p384) { by_key(p, m, "P-384", -7); }
BEND(rs256) { by_key(p, m, "RSA:2048", -257); }
BEND(rsa_1024) { by_key(p, m, "RSA:1024", -37); }

BEND(flipped) { (void)p; m->cose.flip = true; }
BEND(other_bytes) { (void)p; m->cose.other_bytes = true; }
BEND(der_signature) { (void)p; m->cose.der = true; }
BEND(no_alg) { (void)p; m->cose.alg_none = true; }
BEND(alg_name) { (void)p; m->cose.alg_text = true; }
BEND(untagged) { (void)p; m->cose.tag = -1; }
BEND(tag_98) { (void)p; m->cose.tag = 98; }
BEND(attached) { (void)p; m->cose.attached = true; }
BEND(empty_payload) { (void)p; m->cose.empty_payload = true; }
BEND(crit) { (void)p; m->cose.crit = true; }
BEND(not_cose) { (void)p; m->signature_instead = cbor_text("signed, trust me"); }
BEND(x5_name) { (void)p; m->cose.place = CHAIN_P_TEXT; }
BEND(x5_unprotected) { (void)p; m->cose.place = CHAIN_U33; }
BEND(x5_unprotected_name) { (void)p; m->cose.place = CHAIN_U_TEXT; }
BEND(x5_both_buckets) { (void)p; m->cose.place = CHAIN_BOTH_BUCKETS; }
BEND(x5_both_labels) { (void)p; m->cose.place = CHAIN_BOTH_LABELS; }
BEND(x5_none) { (void)p; m->cose.place = CHAIN_NONE; }
BEND(leaf_only) { m->cose.chain[0] = &p->world.signer; m->cose.single = true; }
BEND(with_root) {
  m->cose.chain[0] = &p->world.signer;
  m->cose.chain[1] = &p->world.ca;
  m->cose.chain[2] = &p->world.root;
}
BEND(padded) { (void)p; m->cose.pad = 64; }
BEND(pad_filled) { (void)p; m->cose.pad = 64; m->cose.pad_value = 'x'; }

/* times of certificates and stamps */
#define IN_2024 INT64_C(1704067200)
#define EARLY_2026 INT64_C(1767225600)
#define IN_2030 INT64_C(1893456000)

BEND(other_root) {
  m->cose.chain[0] = pki_person(p, &p->world.stranger, (person_options){0});
}
BEND(self_signed) { m->cose.chain[0] = pki_person(p, NULL, (person_options){0}); }
BEND(expired) { by(p, m, (person_options){.from = IN_2024, .to = EARLY_2026}); }
BEND(not_yet) { by(p, m, (person_options){.from = CREDENTIAL_NOW + 86400}); }
BEND(no_purpose) { by(p, m, (person_options){.eku = "-"}); }
BEND(any_purpose) { by(p, m, (person_options){.eku = "emailProtection,anyExtendedKeyUsage"}); }
BEND(stamp_and_claim) { by(p, m, (person_options){.eku = "timeStamping,emailProtection"}); }
BEND(no_usage) { by(p, m, (person_options){.ku = "-"}); }
BEND(usage_no_signature) { by(p, m, (person_options){.ku = "critical,keyEncipherment"}); }
BEND(usage_cert_sign) { by(p, m, (person_options){.ku = "critical,digitalSignature,keyCertSign"}); }
BEND(no_aki) { by(p, m, (person_options){.no_aki = true}); }
BEND(ca_signs) {
  by(p, m, (person_options){.ca = true, .ku = "critical,digitalSignature,keyCertSign",
                            .eku = "emailProtection"});
}
BEND(unknown_critical) { by(p, m, (person_options){.critical = "1.2.3.4.5"}); }

BEND(stamp2) { m->cose.stamp = &p->world.authority; }
BEND(stamp1) {
  bytes_free(m->assertions[0].box);
  *m = c2pa_ai_picture_v1(p);
  stamp2(p, m);
  m->cose.stamp_version = 1;
}
static const person *authority(pki *p, const person *root, int64_t to) {
  return pki_person(p, root, (person_options){.eku = "critical,timeStamping", .from = IN_2024,
                                              .to = to});
}
BEND(stamp_untrusted) { m->cose.stamp = authority(p, &p->world.stranger, IN_2030); }
BEND(stamp_other) { stamp2(p, m); m->cose.stamp_wrong_bytes = true; }
BEND(stamp_broken) { stamp2(p, m); m->cose.stamp_damaged = true; }
BEND(stamp_junk) { stamp2(p, m); m->cose.token_text = "not a token"; }
BEND(stamp_old) { m->cose.stamp = authority(p, &p->world.time_root, EARLY_2026); }
BEND(stamp_two) { stamp2(p, m); m->cose.stamp_twice = true; }
/* An old root, so that all of the chain was valid when the stamp was made. */
BEND(expired_stamped) {
  expired(p, m);
  m->cose.stamp = authority(p, &p->world.time_root, IN_2030);
  m->cose.token.time = EARLY_2026 - 86400;
}
BEND(expired_stamped_late) { expired(p, m); stamp2(p, m); }
BEND(expired_stamp_untrusted) { expired_stamped(p, m); stamp_untrusted(p, m); }
BEND(iat_inside) { (void)p; m->cose.has_iat = true; m->cose.iat = CREDENTIAL_NOW - 3600; }
BEND(iat_outside) { (void)p; m->cose.has_iat = true; m->cose.iat = INT64_C(946684800); }

static void ocsp(pki *p, c2pa_manifest *m, const person *about, const person *by_whom, int status) {
  const person *issuer = about == &p->world.ca ? &p->world.root : &p->world.ca;
  m->cose.reply = reply_about(about, issuer, by_whom, (reply_options){.status = status});
}
BEND(ocsp_good) {
  stamp2(p, m);
  ocsp(p, m, &p->world.signer, &p->world.ca, V_OCSP_CERTSTATUS_GOOD);
}
BEND(ocsp_unstamped) { ocsp(p, m, &p->world.signer, &p->world.ca, V_OCSP_CERTSTATUS_GOOD); }
BEND(ocsp_revoked) {
  stamp2(p, m);
  ocsp(p, m, &p->world.signer, &p->world.ca, V_OCSP_CERTSTATUS_REVOKED);
}
BEND(ocsp_unknown) {
  stamp2(p, m);
  ocsp(p, m, &p->world.signer, &p->world.ca, V_OCSP_CERTSTATUS_UNKNOWN);
}
BEND(ocsp_other) {
  stamp2(p, m);
  ocsp(p, m, &p->world.ca, &p->world.root, V_OCSP_CERTSTATUS_GOOD);
}
BEND(ocsp_stranger) {
  stamp2(p, m);
  ocsp(p, m, &p->world.signer, &p->world.stranger, V_OCSP_CERTSTATUS_GOOD);
}

#define VALID "claimSignature.validated claimSignature.insideValidity"
#define TRUST VALID " signingCredential.trusted"
#define NOT_SIGNED "!claimSignature.validated"

const c2pa_case k_c2pa_credential_cases[] = {
    {"es384.png", es384, NULL, TRUST, "trusted", NULL},
    {"es512.png", es512, NULL, TRUST, "trusted", NULL},
    {"ps256.png", ps256, NULL, TRUST, "trusted", NULL},
    {"ps384.png", ps384, NULL, TRUST, "trusted", NULL},
    {"ps512.png", ps512, NULL, TRUST, "trusted", NULL},
    {"ed25519.png", ed25519, NULL, TRUST, "trusted", NULL},
    {"es256-p384-key.png", es256_p384, NULL, TRUST, "trusted", NULL},
    {"rs256.png", rs256, NULL, "algorithm.unsupported " NOT_SIGNED, "invalid", NULL},
    {"rsa-1024.png", rsa_1024, NULL, "signingCredential.invalid", "invalid", NULL},
    {"signature-flipped.png", flipped, NULL, "claimSignature.mismatch " NOT_SIGNED, "invalid",
     "integrity"},
    {"signature-other-bytes.png", other_bytes, NULL, "claimSignature.mismatch " NOT_SIGNED,
     "invalid", "integrity"},
    {"signature-der.png", der_signature, NULL, "claimSignature.mismatch " NOT_SIGNED, "invalid",
     NULL},
    {"alg-none.png", no_alg, NULL, NOT_SIGNED, "invalid", NULL},
    {"alg-by-name.png", alg_name, NULL, NOT_SIGNED, "invalid", NULL},
    {"untagged.png", untagged, NULL, NOT_SIGNED, "invalid", NULL},
    {"tag-98.png", tag_98, NULL, NOT_SIGNED, "invalid", NULL},
    {"payload-attached.png", attached, NULL, NOT_SIGNED, "invalid", NULL},
    {"payload-empty.png", empty_payload, NULL, NOT_SIGNED, "invalid", NULL},
    {"crit-unknown.png", crit, NULL, NOT_SIGNED, "invalid", NULL},
    {"not-cose.png", not_cose, NULL, NOT_SIGNED, "invalid", NULL},
    {"x5-name.png", x5_name, NULL, TRUST, "trusted", NULL},
    {"x5-unprotected.png", x5_unprotected, NULL, TRUST, "trusted", NULL},
    {"x5-unprotected-name.png", x5_unprotected_name, NULL, TRUST, "trusted", NULL},
    {"x5-both-buckets.png", x5_both_buckets, NULL, NOT_SIGNED, "invalid", NULL},
    {"x5-both-labels.png", x5_both_labels, NULL, TRUST, "trusted", NULL},
    {"x5-none.png", x5_none, NULL, NOT_SIGNED, "invalid", NULL},
    {"x5-leaf-only.png", leaf_only, NULL, VALID " signingCredential.untrusted", "valid", "trust|none"},
    {"x5-with-root.png", with_root, NULL, TRUST, "trusted", NULL},
    {"pad-zero.png", padded, NULL, TRUST, "trusted", NULL},
    {"pad-filled.png", pad_filled, NULL, TRUST, "trusted", NULL},
    {"other-root.png", other_root, NULL, VALID " signingCredential.untrusted", "valid", NULL},
    {"self-signed.png", self_signed, NULL,
     "signingCredential.untrusted|signingCredential.invalid", "valid|invalid", NULL},
    {"expired.png", expired, NULL, "claimSignature.outsideValidity", "invalid", "time"},
    {"not-yet-valid.png", not_yet, NULL, "claimSignature.outsideValidity", "invalid", "time"},
    {"no-purpose.png", no_purpose, NULL, "signingCredential.invalid", "invalid", "trust"},
    {"any-purpose.png", any_purpose, NULL, "signingCredential.invalid", "invalid", "trust"},
    {"time-stamping-too.png", stamp_and_claim, NULL, "signingCredential.invalid", "invalid", NULL},
    {"no-key-usage.png", no_usage, NULL, "signingCredential.invalid", "invalid", NULL},
    {"key-usage-other.png", usage_no_signature, NULL, "signingCredential.invalid", "invalid", NULL},
    {"key-usage-cert-sign.png", usage_cert_sign, NULL, "signingCredential.invalid", "invalid", NULL},
    {"no-aki.png", no_aki, NULL, "signingCredential.invalid", "invalid", NULL},
    {"ca-signs.png", ca_signs, NULL, "signingCredential.invalid|signingCredential.untrusted",
     "invalid|valid", NULL},
    {"unknown-critical.png", unknown_critical, NULL,
     "signingCredential.invalid|signingCredential.untrusted", "invalid|valid", NULL},
    {"stamp-v2.png", stamp2, NULL, TRUST " timeStamp.validated timeStamp.trusted", "trusted", NULL},
    {"stamp-v1.png", stamp1, NULL, TRUST " timeStamp.validated timeStamp.trusted", "trusted", NULL},
    {"stamp-untrusted.png", stamp_untrusted, NULL, TRUST " timeStamp.untrusted !timeStamp.trusted",
     "trusted", NULL},
    {"stamp-mismatch.png", stamp_other, NULL, TRUST " timeStamp.mismatch !timeStamp.trusted",
     "trusted", NULL},
    {"stamp-broken.png", stamp_broken, NULL, TRUST " timeStamp.mismatch !timeStamp.trusted",
     "trusted", NULL},
    {"stamp-malformed.png", stamp_junk, NULL, TRUST " timeStamp.malformed !timeStamp.trusted",
     "trusted", NULL},
    {"stamp-twice.png", stamp_two, NULL, TRUST " timeStamp.malformed !timeStamp.trusted",
     "trusted", NULL},
    {"stamp-outside-validity.png", stamp_old, NULL,
     TRUST " timeStamp.outsideValidity !timeStamp.trusted", "trusted", NULL},
    {"expired-stamped.png", expired_stamped, NULL, TRUST " timeStamp.trusted", "trusted", NULL},
    {"expired-stamped-late.png", expired_stamped_late, NULL,
     "claimSignature.outsideValidity timeStamp.trusted", "invalid", "time"},
    {"expired-stamp-untrusted.png", expired_stamp_untrusted, NULL,
     "claimSignature.outsideValidity timeStamp.untrusted", "invalid", "time"},
    {"iat-inside.png", iat_inside, NULL, TRUST " timeOfSigning.insideValidity", "trusted", NULL},
    {"iat-outside.png", iat_outside, NULL, TRUST " timeOfSigning.outsideValidity", "trusted", NULL},
    {"ocsp-skipped.png", NULL, NULL, TRUST " signingCredential.ocsp.skipped", "trusted", NULL},
    {"ocsp-good.png", ocsp_good, NULL, TRUST " signingCredential.ocsp.notRevoked", "trusted", NULL},
    {"ocsp-without-stamp.png", ocsp_unstamped, NULL, TRUST " !signingCredential.ocsp.notRevoked",
     "trusted", NULL},
    {"ocsp-revoked.png", ocsp_revoked, NULL, "signingCredential.ocsp.revoked", "invalid", "trust"},
    {"ocsp-unknown.png", ocsp_unknown, NULL, "signingCredential.ocsp.unknown", "invalid", "trust"},
    {"ocsp-of-another.png", ocsp_other, NULL, TRUST " !signingCredential.ocsp.notRevoked",
     "trusted", NULL},
    {"ocsp-by-stranger.png", ocsp_stranger, NULL, TRUST " !signingCredential.ocsp.notRevoked",
     "trusted", NULL},
    {0},
};
