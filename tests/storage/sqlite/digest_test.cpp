#include "storage/sqlite/digest.h"

#include "tests/catch.h"

namespace muster::storage::sqlite {

TEST_CASE("SHA-256 as in FIPS 180-2, written in lower case") {
  CHECK(hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hex(std::string("\0\xff\x10", 3)) == "00ff10");
  CHECK(hex("").empty());
}

TEST_CASE("a text's digest covers its salt") {
  CHECK(text_digest("salt", "body") == hex(sha256("saltbody")));
  CHECK(text_digest("other", "body") != text_digest("salt", "body"));
}

TEST_CASE("randomness is as long as asked, and not the same twice") {
  CHECK(random_bytes(16).size() == 16);
  CHECK(random_bytes(16) != random_bytes(16));
}

TEST_CASE("the chain covers every field, and where each ends") {
  const StoredEvent event{1, 2, "kind", 1, 1000, 2000, "U1", "{}", 7};
  const std::string hash = chain_next(chain_start(), event);
  CHECK(hash.size() == 32);
  CHECK(chain_next(chain_start(), event) == hash);
  CHECK(chain_next(hash, event) != hash);
  const auto differs = [&](auto change) {
    StoredEvent other = event;
    change(other);
    return chain_next(chain_start(), other) != hash;
  };
  CHECK(differs([](StoredEvent& e) { e.incident = 3; }));
  CHECK(differs([](StoredEvent& e) { e.seq = 3; }));
  CHECK(differs([](StoredEvent& e) { e.kind = "kine"; }));
  CHECK(differs([](StoredEvent& e) { e.version = 2; }));
  CHECK(differs([](StoredEvent& e) { e.occurred_at = 1001; }));
  CHECK(differs([](StoredEvent& e) { e.recorded_at = 2001; }));
  CHECK(differs([](StoredEvent& e) { e.actor = "U2"; }));
  CHECK(differs([](StoredEvent& e) { e.body = "[]"; }));
  CHECK(differs([](StoredEvent& e) { e.text_id = 0; }));
  CHECK(differs([](StoredEvent& e) {
    e.actor = "U";
    e.body = "1{}";
  }));
}

TEST_CASE("the chain of a stored log never changes") {
  // From the first release. A different value here would break every log that exists.
  const StoredEvent event{1, 1, "EntryNoted", 1, 1'770'000'000'000, 1'770'000'000'001, "U1", "{\"a\":1}", 5};
  CHECK(hex(chain_next(chain_start(), event)) ==
        "4a291749d398b50f87fdf31208f87062fa7bf0198ab94a0b1bee2eb97a1e3327");
}

}  // namespace muster::storage::sqlite
