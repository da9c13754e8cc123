/* Makes a file of rules/trust/ from PEM lists: the facts of each certificate
 * (RFC 5914 TrustAnchorInfo), not the certificate.
 *
 * Usage: trust_list --list NAME --origin official|interim --date DATE --source URL
 *                   [--signer FILE | --time-stamp FILE | --both FILE]...  > rules/trust/X.xml
 *
 * CA certificates become anchors, others leaves that are trusted themselves.
 * In a --both list, CAs whose only purpose is timeStamping, and those without
 * purposes whose name says so, vouch for time stamps alone.  A certificate that
 * stands in two files is written once. */
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIGNER = 1, TIME_STAMP = 2, SEEN_MAX = 4096 };

static unsigned char g_seen[SEEN_MAX][32];
static size_t g_seen_count;

static void die(const char *what, const char *detail) {
  fprintf(stderr, "trust_list: %s%s\n", what, detail);
  exit(2);
}

static void put_escaped(const char *text, size_t length) {
  for (size_t i = 0; i < length; i++) {
    switch (text[i]) {
      case '&': fputs("&amp;", stdout); break;
      case '<': fputs("&lt;", stdout); break;
      case '"': fputs("&quot;", stdout); break;
      default: putchar(text[i]);
    }
  }
}

static void put_attribute(const char *name, const char *value) {
  printf(" %s=\"", name);
  put_escaped(value, strlen(value));
  putchar('"');
}

static void put_base64(const char *name, const unsigned char *data, size_t length) {
  unsigned char text[16384];
  if (length > sizeof text / 2) die("too long: ", name);
  if (length == 0) return;
  EVP_EncodeBlock(text, data, (int)length);
  printf("\n    %s=\"%s\"", name, (const char *)text);
}

static void put_name(X509 *cert) {
  BIO *bio = BIO_new(BIO_s_mem());
  char *text = NULL;
  if (!bio || X509_NAME_print_ex(bio, X509_get_subject_name(cert), 0,
                                 XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB) < 0) {
    die("a name cannot be printed", "");
  }
  long length = BIO_get_mem_data(bio, &text);
  printf(" name=\"");
  put_escaped(text, (size_t)length);
  putchar('"');
  BIO_free(bio);
}

static void put_time(const char *name, const ASN1_TIME *time) {
  struct tm t;
  if (ASN1_TIME_to_tm(time, &t) != 1) die("no time: ", name);
  printf(" %s=\"%04d-%02d-%02dT%02d:%02d:%02dZ\"", name, t.tm_year + 1900, t.tm_mon + 1, t.tm_mday,
         t.tm_hour, t.tm_min, t.tm_sec);
}

static bool is_new(X509 *cert, unsigned char digest[32]) {
  if (X509_digest(cert, EVP_sha256(), digest, NULL) != 1) die("SHA-256", "");
  for (size_t i = 0; i < g_seen_count; i++) {
    if (memcmp(g_seen[i], digest, 32) == 0) return false;
  }
  if (g_seen_count == SEEN_MAX) die("too many certificates", "");
  memcpy(g_seen[g_seen_count++], digest, 32);
  return true;
}

static int use_of(X509 *cert, int use) {
  if (use != (SIGNER | TIME_STAMP)) return use;
  uint32_t purposes = X509_get_extended_key_usage(cert);
  if (purposes == XKU_TIMESTAMP) return TIME_STAMP;
  char name[256] = "";
  X509_NAME_get_text_by_NID(X509_get_subject_name(cert), NID_commonName, name, sizeof name);
  bool says_so = strstr(name, "Timestamp") || strstr(name, "TimeStamp") || strstr(name, "Time Stamp");
  return says_so ? TIME_STAMP : use;
}

static void put_purposes(X509 *cert) {
  EXTENDED_KEY_USAGE *all = X509_get_ext_d2i(cert, NID_ext_key_usage, NULL, NULL);
  for (int i = 0; all && i < sk_ASN1_OBJECT_num(all); i++) {
    char oid[80];
    if (OBJ_obj2txt(oid, (int)sizeof oid, sk_ASN1_OBJECT_value(all, i), 1) <= 0) continue;
    printf("%s%s", i ? " " : " purposes=\"", oid);
  }
  if (all && sk_ASN1_OBJECT_num(all) > 0) putchar('"');
  EXTENDED_KEY_USAGE_free(all);
}

static void put_facts(X509 *cert) {
  const unsigned char *der = NULL;
  size_t length = 0;
  long path = X509_get_pathlen(cert);
  if (path >= 0) printf(" path-length=\"%ld\"", path);
  put_purposes(cert);
  X509_NAME_get0_der(X509_get_subject_name(cert), &der, &length);
  put_base64("subject", der, length);
  if (X509_NAME_cmp(X509_get_subject_name(cert), X509_get_issuer_name(cert)) != 0) {
    X509_NAME_get0_der(X509_get_issuer_name(cert), &der, &length);
    put_base64("issuer", der, length);
  }
  /* INTEGER's content, with the zero that keeps it positive */
  unsigned char *serial = NULL;
  int size = i2d_ASN1_INTEGER(X509_get0_serialNumber(cert), &serial);
  if (size < 3 || size > 127) die("a serial number of odd length", "");
  put_base64("serial", serial + 2, (size_t)size - 2);
  OPENSSL_free(serial);
  const ASN1_OCTET_STRING *id = X509_get0_subject_key_id(cert);
  if (id) put_base64("key-id", ASN1_STRING_get0_data(id), (size_t)ASN1_STRING_length(id));
  unsigned char *key = NULL;
  size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(cert), &key);
  if (size <= 0) die("a key cannot be written", "");
  put_base64("key", key, (size_t)size);
  OPENSSL_free(key);
}

static void put_certificate(X509 *cert, int use) {
  unsigned char digest[32];
  if (!is_new(cert, digest)) return;
  bool ca = X509_check_ca(cert) > 0;
  int uses = use_of(cert, use);
  printf("  <%s", ca ? "anchor" : "leaf");
  put_name(cert);
  put_attribute("use", uses == SIGNER       ? "signer"
                       : uses == TIME_STAMP ? "time-stamp"
                                            : "signer time-stamp");
  printf("\n    sha256=\"");
  for (size_t i = 0; i < sizeof digest; i++) printf("%02x", digest[i]);
  printf("\"\n   ");
  put_time("from", X509_get0_notBefore(cert));
  put_time("to", X509_get0_notAfter(cert));
  if (ca) put_facts(cert);
  printf("/>\n");
}

static void put_file(const char *path, int use) {
  BIO *bio = BIO_new_file(path, "r");
  if (!bio) die("cannot be opened: ", path);
  size_t count = 0;
  for (X509 *cert; (cert = PEM_read_bio_X509(bio, NULL, NULL, NULL)) != NULL; count++) {
    (void)X509_check_purpose(cert, -1, 0);
    put_certificate(cert, use);
    X509_free(cert);
  }
  BIO_free(bio);
  if (count == 0) die("holds no certificate: ", path);
}

int main(int argc, char **argv) {
  static const char *const k_head[] = {"--list", "--origin", "--date", "--source"};
  printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
         "<!-- Made by tools/trust_list from the published list; do not edit. -->\n<trust");
  int at = 1;
  for (size_t i = 0; i < sizeof k_head / sizeof k_head[0]; i++, at += 2) {
    if (at + 1 >= argc || strcmp(argv[at], k_head[i]) != 0) die("expected ", k_head[i]);
    put_attribute(k_head[i] + 2, argv[at + 1]);
  }
  printf(">\n");
  for (; at + 1 < argc; at += 2) {
    int use = strcmp(argv[at], "--signer") == 0       ? SIGNER
              : strcmp(argv[at], "--time-stamp") == 0 ? TIME_STAMP
              : strcmp(argv[at], "--both") == 0       ? SIGNER | TIME_STAMP
                                                      : 0;
    if (!use) die("unknown option ", argv[at]);
    put_file(argv[at + 1], use);
  }
  printf("</trust>\n");
  return ferror(stdout) || fflush(stdout) ? 6 : 0;
}
