#include "main/command_line.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <functional>
#include <map>
#include <string>

#include "main/commands/commands.h"
#include "main/setting_table.h"
#include "main/settings_reader.h"

namespace poolhouse {
namespace {

constexpr const char* kAbout =
    "Poolhouse: an identity server that speaks Amazon Cognito's wire protocol.\n"
    "Every setting is also an environment variable (--log-level: POOLHOUSE_LOG_LEVEL) and an entry of the\n"
    "file named by --config; a flag wins over the environment, and the environment over the file.";

constexpr const char* kExamples = R"text(Examples:
  poolhouse serve --dev                       try it out: nothing to configure
  poolhouse serve --config poolhouse.toml     serve for real
  poolhouse keys create --root                credentials for administrators
  poolhouse doctor --config poolhouse.toml    look for mistakes
  poolhouse backup --out poolhouse.jsonl      back up, also while it serves
`poolhouse COMMAND --help` says more.
)text";

class CommandLine {
 public:
  CommandLine() : app_(kAbout, "poolhouse") {
    app_.footer(kExamples);
    app_.require_subcommand(1);
    app_.set_version_flag("--version", "poolhouse " POOLHOUSE_VERSION);
    app_.get_formatter()->column_width(34);
    add_serve();
    add_keys();
    add_backup();
    add_restore();
    add_migrate();
    add_doctor();
    add_operations();
    add_version();
  }

  int run(int argc, char** argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      // CLI11 has an exit code for every kind of mistake; ours has one for all.
      return app_.exit(error) == 0 ? kOk : kUsage;
    }
    try {
      return chosen_();
    } catch (const SettingsFault& fault) {
      fmt::print(stderr, "poolhouse: {}\n", fault.what());
      return kUsage;
    } catch (const std::exception& failure) {
      fmt::print(stderr, "poolhouse: {}\n", failure.what());
      return kFailure;
    }
  }

 private:
  using Command = std::function<ExitCode()>;

  CLI::App& add(CLI::App& parent, const char* name, const char* about, const char* examples,
                Command command) {
    auto& added = *parent.add_subcommand(name, about);
    added.footer(examples);
    added.callback([this, command = std::move(command)] { chosen_ = command; });
    return added;
  }

  // Every setting as a flag. All commands of the server take the same ones, so that what works with one of
  // them works with the others.
  void add_settings(CLI::App& command) {
    command.add_option("--config", sources_.file, "TOML file with settings.")
        ->type_name("FILE")
        ->group("Settings");
    for (const auto& setting : setting_table()) {
      const auto flag = fmt::format("--{}", setting.name);
      auto* const value = [&]() -> CLI::Option* {
        const auto keep = [this, name = std::string(setting.name)](const std::string& text) {
          sources_.flags[name] = text;
        };
        if (setting.kind != Setting::Kind::flag) {
          return command.add_option_function<std::string>(flag, keep)
              ->type_name(std::string(setting.value_name));
        }
        // Repeated, as in `./run --dev`, it says the same again.
        return command.add_flag_function(flag,
                                         [keep](std::int64_t count) { keep(count > 0 ? "true" : "false"); });
      }();
      value->description(std::string(setting.help))->group("Settings");
    }
  }

  [[nodiscard]] Settings settings() const { return read_settings(sources()); }
  [[nodiscard]] SettingsSources sources() const {
    auto all = sources_;
    all.environment = process_environment();
    all.on_terminal = ::isatty(STDERR_FILENO) == 1;
    return all;
  }

  void add_serve() {
    add_settings(add(app_, "serve", "Serve until SIGTERM; SIGHUP reads the certificates again.",
                     R"text(Examples:
  poolhouse serve --dev
  poolhouse serve --listen 0.0.0.0:443 --tls-certificate chain.pem --tls-key key.pem \
      --public-url https://id.example.com
  POOLHOUSE_DATABASE=postgres://poolhouse@db/poolhouse poolhouse serve --config poolhouse.toml
)text",
                     [this] { return serve(settings()); }));
  }

  void add_keys() {
    auto& keys = *app_.add_subcommand("keys", "Manage the access keys of administrators and back ends.");
    keys.require_subcommand(1);
    keys.footer(R"text(Examples:
  poolhouse keys create --root --description "first administrator"
  poolhouse keys list
  poolhouse keys delete AKIA234567ABCDEFGHIJ
They work while the server runs, and what they change holds at once.
)text");

    auto& create = add(keys, "create", "Make an access key and print its secret, this once.", R"text(Examples:
  eval "$(poolhouse keys create --root)"
  poolhouse keys create --policy read-only.json --description reporting --json
A policy is a document in the form of IAM's identity-based policies, with Effect, Action and Resource:
  {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "cognito-idp:List*", "Resource": "*"}]}
)text",
                       [this] {
                         if (!new_key_.root && new_key_.policy_file.empty()) {
                           throw SettingsFault("keys create needs --root or --policy FILE.");
                         }
                         return create_key(settings(), new_key_);
                       });
    auto* const root = create.add_flag("--root", new_key_.root, "Everything is allowed.");
    create.add_option("--policy", new_key_.policy_file, "What the key may do.")
        ->type_name("FILE")
        ->excludes(root);
    create.add_option("--description", new_key_.description, "Whom the key is for.")->type_name("TEXT");
    create.add_flag("--json", new_key_.json, "Print JSON, for programs.");
    add_settings(create);

    auto& list = add(keys, "list", "List the access keys, without their secrets.", R"text(Example:
  poolhouse keys list --json
)text",
                     [this] { return list_keys(settings(), new_key_.json); });
    list.add_flag("--json", new_key_.json, "Print JSON with the policies, for programs.");
    add_settings(list);

    auto& remove = add(keys, "delete", "Delete an access key; requests signed with it are refused at once.",
                       R"text(Example:
  poolhouse keys delete AKIA234567ABCDEFGHIJ
)text",
                       [this] { return delete_key(settings(), key_id_); });
    remove.add_option("id", key_id_, "The access key id.")->type_name("ID")->required();
    add_settings(remove);
  }

  void add_backup() {
    auto& command = add(app_, "backup", "Back up the database, also while it is served.", R"text(Examples:
  poolhouse backup --out /backups/poolhouse-$(date +%F).jsonl
  poolhouse backup --out latest.jsonl --force --database postgres://poolhouse@db/poolhouse
The file holds one moment of the database, whichever engine it is: everything that was acknowledged before
the command began, and nothing half. Passwords, keys and secrets in it stay sealed by the master key, so keep
that key too, elsewhere: a backup without it is as useless as the database. Names and addresses of people are
not sealed, so keep the file (mode 0600) as you keep the database.
)text",
                        [this] { return take_backup(settings(), backup_file_, force_); });
    command.add_option("--out", backup_file_, "The file to write.")->type_name("FILE")->required();
    command.add_flag("--force", force_, "Replace a file of that name, once the new one is complete.");
    add_settings(command);
  }

  void add_restore() {
    auto& command =
        add(app_, "restore", "Put a backup into a new database, of either engine.", R"text(Examples:
  poolhouse restore --in latest.jsonl --verify-only
  poolhouse restore --in latest.jsonl --data /var/lib/poolhouse
  poolhouse restore --in latest.jsonl --database postgres://poolhouse@db/poolhouse
Put the master key in its place first. The whole file is checked before anything is written; an interrupted
restore leaves no half database. Stop the server that the backup was taken from: messages that were due are
in the backup, and both would send them.
)text",
            [this] { return restore_backup(settings(), backup_file_, verify_only_); });
    command.add_option("--in", backup_file_, "The file that `poolhouse backup` wrote.")
        ->type_name("FILE")
        ->required();
    command.add_flag("--verify-only", verify_only_, "Check the file and the master key; write nothing.");
    add_settings(command);
  }

  void add_migrate() {
    add_settings(add(app_, "migrate", "Bring the database's schema up to date and end.", R"text(Example:
  poolhouse migrate --database postgres://poolhouse@db/poolhouse
`serve` does the same at its start; several at once do it once.
)text",
                     [this] { return migrate(settings()); }));
  }

  void add_doctor() {
    add_settings(add(app_, "doctor", "Check the installation and say how to mend it.", R"text(Example:
  poolhouse doctor --config /etc/poolhouse/poolhouse.toml
Takes the settings of `serve`, changes nothing and ends with 1 when something must be mended.
)text",
                     [this] { return doctor(sources()); }));
  }

  void add_operations() {
    auto& operations =
        add(app_, "operations", "List the API operations, and which of them are built.", R"text(Example:
  poolhouse operations --markdown > docs/operations.md
)text",
            [this] { return print_operations(markdown_); });
    operations.add_flag("--markdown", markdown_, "As the page docs/operations.md.");
  }

  void add_version() {
    add(app_, "version", "Print the version.", "", [] { return print_version(); });
  }

  CLI::App app_;
  Command chosen_;
  SettingsSources sources_;
  NewKey new_key_;
  std::string key_id_;
  std::string backup_file_;
  bool force_ = false;
  bool verify_only_ = false;
  bool markdown_ = false;
};

}  // namespace

int run_command_line(int argc, char** argv) { return CommandLine().run(argc, argv); }

}  // namespace poolhouse
