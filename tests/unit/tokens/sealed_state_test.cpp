#include "tokens/sealed_state.h"

#include <gtest/gtest.h>

#include <regex>

#include "crypto/encoding.h"

namespace poolhouse::tokens {
namespace {

using namespace std::chrono_literals;

crypto::MasterKeys keys(char digit) { return crypto::MasterKeys::from_text(std::string(64, digit), "test"); }

class StateSealerTest : public testing::Test {
 protected:
  SeededRandom random_{1};
  StateSealer sessions_{keys('1'), "USER_AUTH", StateForm::session, random_};
  StateSealer blocks_{keys('1'), "PASSWORD_VERIFIER", StateForm::secret_block, random_};
  Time now_ = from_epoch_ms(1'788'246'309'000);

  [[nodiscard]] std::optional<StateError> refusal(const StateSealer& sealer, std::string_view text,
                                                  std::string_view bound_to = "client") const {
    const auto opened = sealer.open(text, bound_to, now_);
    return opened ? std::nullopt : std::optional(opened.error());
  }
};

TEST_F(StateSealerTest, opens_what_it_sealed_and_tells_the_same_id) {
  for (const auto* sealer : {&sessions_, &blocks_}) {
    for (const std::string& payload : {std::string(), std::string("step=2"), std::string(900, '\0')}) {
      const auto issued = sealer->seal(payload, "client", now_ + 3min);
      const auto opened = sealer->open(issued.text, "client", now_).value();
      EXPECT_EQ(opened.payload, Secret(payload));
      EXPECT_EQ(opened.id, issued.id);
      EXPECT_EQ(opened.expires_at, now_ + 3min);
    }
  }
}

TEST_F(StateSealerTest, gives_every_state_its_own_id_and_text) {
  const auto first = sessions_.seal("step=2", "client", now_ + 3min);
  const auto second = sessions_.seal("step=2", "client", now_ + 3min);
  EXPECT_NE(first.id, second.id);
  EXPECT_NE(first.text, second.text);
}

TEST_F(StateSealerTest, spells_sessions_and_secret_blocks_as_the_service_does) {
  const auto session = sessions_.seal("step=2", "client", now_ + 3min).text;
  EXPECT_TRUE(std::regex_match(session, std::regex("AYABe[A-Za-z0-9_-]{15,2043}"))) << session;
  const auto block = blocks_.seal("step=2", "client", now_ + 3min).text;
  EXPECT_TRUE(crypto::from_base64(block)) << block;
}

TEST_F(StateSealerTest, expires_at_the_moment_it_was_told) {
  const auto issued = sessions_.seal("step=2", "client", now_ + 3min);
  EXPECT_TRUE(sessions_.open(issued.text, "client", now_ + 3min - 1ms));
  EXPECT_EQ(sessions_.open(issued.text, "client", now_ + 3min).error(), StateError::expired);
  EXPECT_EQ(sessions_.open(issued.text, "client", now_ + 24h).error(), StateError::expired);
}

TEST_F(StateSealerTest, refuses_another_purpose_binding_form_or_key) {
  const auto session = sessions_.seal("step=2", "client", now_ + 3min).text;
  EXPECT_EQ(refusal(sessions_, session, "another client"), StateError::malformed);
  EXPECT_EQ(refusal(sessions_, session, ""), StateError::malformed);
  EXPECT_EQ(refusal(blocks_, session), StateError::malformed);
  EXPECT_EQ(refusal(sessions_, blocks_.seal("x", "client", now_ + 3min).text), StateError::malformed);
  EXPECT_EQ(refusal(StateSealer(keys('1'), "CUSTOM_AUTH", StateForm::session, random_), session),
            StateError::malformed);
  EXPECT_EQ(refusal(StateSealer(keys('2'), "USER_AUTH", StateForm::session, random_), session),
            StateError::malformed);
  // A forged text is malformed even when it is late: the expiry inside cannot be trusted.
  now_ += 24h;
  EXPECT_EQ(refusal(sessions_, session, "another client"), StateError::malformed);
}

TEST_F(StateSealerTest, refuses_every_cut_change_and_second_spelling) {
  for (const auto* sealer : {&sessions_, &blocks_}) {
    const auto text = sealer->seal("step=2", "client", now_ + 3min).text;
    ASSERT_EQ(refusal(*sealer, text), std::nullopt);
    for (std::size_t size = 0; size < text.size(); ++size) {
      EXPECT_EQ(refusal(*sealer, text.substr(0, size)), StateError::malformed) << size;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
      auto changed = text;
      changed[i] = changed[i] == 'A' ? 'B' : 'A';
      EXPECT_EQ(refusal(*sealer, changed), StateError::malformed) << i;
    }
    for (const std::string& changed :
         {text + "=", text + "AAAA", " " + text, text + "\n", std::string(5000, 'A')}) {
      EXPECT_EQ(refusal(*sealer, changed), StateError::malformed) << changed;
    }
  }
}

TEST_F(StateSealerTest, does_not_make_a_text_that_its_form_forbids) {
  EXPECT_LE(sessions_.seal(std::string(1400, 'x'), "client", now_ + 3min).text.size(), 2048U);
  EXPECT_THROW((void)sessions_.seal(std::string(1500, 'x'), "client", now_ + 3min), std::length_error);
  EXPECT_LE(blocks_.seal(std::string(2900, 'x'), "client", now_ + 3min).text.size(), 4096U);
  EXPECT_THROW((void)blocks_.seal(std::string(3100, 'x'), "client", now_ + 3min), std::length_error);
}

}  // namespace
}  // namespace poolhouse::tokens
