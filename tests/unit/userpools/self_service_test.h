// What the tests of a user's own account start from: a pool, a client and Jane, who signs up by herself.
#pragma once

#include "userpools/test_house.h"

namespace poolhouse::userpools {

inline json attribute(const std::string& name, const std::string& value) {
  return {{"Name", name}, {"Value", value}};
}

// What a pool needs before it may send SMS.
inline const json kSmsConfiguration = {{"SnsCallerArn", "arn:aws:iam::000000000000:role/sms"}};

class SelfServiceTest : public OperationTest {
 protected:
  static constexpr const char* kPassword = "Correct-Horse-1";
  static constexpr const char* kWrongCode = "no-code";

  void open(const json& pool_settings = {{"AutoVerifiedAttributes", {"email"}}},
            const json& client_settings = json::object()) {
    pool = house->pool(pool_settings);
    client = house->client(pool, client_settings)["ClientId"];
  }
  // UNCONFIRMED; her address is <username>@example.com.
  void sign_up(const std::string& username = "jane", json attributes = json::array()) {
    attributes.push_back(attribute("email", username + "@example.com"));
    house->must("SignUp", {{"ClientId", client},
                           {"Username", username},
                           {"Password", kPassword},
                           {"UserAttributes", attributes}});
  }
  // CONFIRMED, with a verified address.
  void confirmed(const std::string& username = "jane", const json& attributes = json::array()) {
    sign_up(username, attributes);
    house->must("ConfirmSignUp", {{"ClientId", client},
                                  {"Username", username},
                                  {"ConfirmationCode", house->code_sent_to(username + "@example.com")}});
    next_message();
  }
  // Messages of one instant have no order: what is sent from here on is newer.
  void next_message() { house->clock.advance(std::chrono::seconds(1)); }
  std::string access_token(const std::string& username = "jane", const std::string& password = kPassword) {
    return house->password_sign_in(client, username, password).body["AuthenticationResult"]["AccessToken"];
  }
  // A user's attributes as GetUser shows them, without sub.
  json attributes_of(const std::string& token) {
    json attributes = json::object();
    for (const auto& shown : house->must("GetUser", {{"AccessToken", token}})["UserAttributes"])
      if (shown["Name"] != "sub") attributes[shown["Name"]] = shown["Value"];
    return attributes;
  }
  // A client of the same pool that hides who exists.
  std::string hiding_client() {
    return house->client(pool, {{"PreventUserExistenceErrors", "ENABLED"}})["ClientId"];
  }
  void set_status(const std::string& username, cognito_idp::UserStatusType status) {
    house->change_user(pool, username, [status](User& user) { user.status = status; });
  }
  void disable(const std::string& username) {
    house->change_user(pool, username, [](User& user) { user.enabled = false; });
  }

  std::string pool;
  std::string client;
};

inline const json kByEmailToJane = {
    {"AttributeName", "email"}, {"DeliveryMedium", "EMAIL"}, {"Destination", "j***@e***"}};

}  // namespace poolhouse::userpools
