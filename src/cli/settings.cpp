#include "cli/settings.h"

#include <charconv>

#include "server/forwarded.h"

namespace cognitrack {
namespace {

constexpr std::string_view kConfigFile = "COGNITRACK_CONFIG";
constexpr std::string_view kDatabase = "COGNITRACK_DB";
constexpr std::string_view kData = "COGNITRACK_DATA";
constexpr std::string_view kXdgData = "XDG_DATA_HOME";
constexpr std::string_view kOpenAiKey = "OPENAI_ADMIN_KEY";
constexpr std::string_view kOpenAiAddress = "OPENAI_BASE_URL";
constexpr std::string_view kKekFile = "COGNITRACK_KEK_FILE";
constexpr std::string_view kKek = "COGNITRACK_KEK";
constexpr std::string_view kKekCommand = "COGNITRACK_KEK_COMMAND";
constexpr std::string_view kPerMinute = "COGNITRACK_REQUESTS_PER_MINUTE";
constexpr std::string_view kBurst = "COGNITRACK_BURST";
constexpr std::string_view kBodyBytes = "COGNITRACK_MAX_BODY_BYTES";
constexpr std::string_view kPrices = "COGNITRACK_PRICES";
constexpr std::string_view kMonthBand = "COGNITRACK_BILL_MONTH_BAND";
constexpr std::string_view kDayBand = "COGNITRACK_BILL_DAY_BAND";
constexpr std::string_view kLeaseSeconds = "COGNITRACK_LEASE_SECONDS";
constexpr std::string_view kRetentionDays = "COGNITRACK_RETENTION_DAYS";
constexpr std::string_view kDailyWindowsDefault = "ENABLE_DAILY_USAGE_WINDOWS";
constexpr std::string_view kListen = "COGNITRACK_LISTEN";
constexpr std::string_view kTlsCertificate = "COGNITRACK_TLS_CERTIFICATE";
constexpr std::string_view kTlsKey = "COGNITRACK_TLS_KEY";
constexpr std::string_view kProxies = "COGNITRACK_PROXIES";
constexpr std::string_view kApiToken = "COGNITRACK_API_TOKEN";
constexpr std::string_view kCronSecret = "CRON_SECRET";
constexpr std::string_view kReaders = "COGNITRACK_READERS";
constexpr std::string_view kUploadMebibytes = "COGNITRACK_UPLOAD_MIB";
constexpr std::string_view kLogFormat = "COGNITRACK_LOG_FORMAT";
constexpr std::string_view kLogLevel = "COGNITRACK_LOG_LEVEL";
constexpr std::string_view kSchedule = "COGNITRACK_SCHEDULE";
constexpr std::string_view kScheduleJitter = "COGNITRACK_SCHEDULE_JITTER_SECONDS";
constexpr std::string_view kNoColor = "NO_COLOR";

constexpr std::string_view kFileName = "ledger.sqlite";
constexpr std::string_view kOwnKekFile = "cognitrack.kek";
constexpr std::string_view kDefaultSource = "openai";

// "sk-admin-…wxyz": enough to know a key again, too little to use it. Of a secret of one's own
// nothing is needed.
std::string Masked(std::string_view name, const std::string& secret) {
  constexpr std::size_t kShortest = 20;
  if (name != kOpenAiKey || secret.size() < kShortest) return "…";
  return secret.substr(0, 9) + "…" + secret.substr(secret.size() - 4);
}

class Resolver {
 public:
  Resolver(const CommandOptions& options, const SettingValues& values)
      : options_(options), values_(values) {}

  Result<Settings> Resolve() {
    TRY_VOID(ResolvePlace());
    settings_.source_given = options_.source.has_value();
    settings_.source = options_.source.value_or(std::string(kDefaultSource));
    settings_.provider.admin_key = Secret(Value(kOpenAiKey).value_or(""));
    settings_.provider.base_url = Value(kOpenAiAddress).value_or(Default(kOpenAiAddress));
    settings_.kek = Kek();
    if (const Status pulls = ResolvePulls(); !pulls) settings_.pull_fault = pulls.error();
    settings_.prices_file = options_.prices_file ? options_.prices_file : Value(kPrices);
    TRY(settings_.bill_bands.month, Percent(kMonthBand));
    TRY(settings_.bill_bands.day, Percent(kDayBand));
    TRY(const std::int64_t lease, Number(kLeaseSeconds, 5, 3'600));
    settings_.lease_length = std::chrono::seconds(lease);
    if (Value(kRetentionDays)) {
      TRY(const std::int64_t days, Number(kRetentionDays, 1, 3'660));
      settings_.retention_days = static_cast<int>(days);
    }
    settings_.daily_windows = DailyWindows();
    settings_.service = Service();
    settings_.schedule = Schedule();
    settings_.alerts =
        ResolveAlertSettings({[this](std::string_view name) { return Value(name); },
                              [this](std::string_view name) { return Named(name); }});
    settings_.login = Value("USER").value_or(Value("LOGNAME").value_or(""));
    settings_.no_color = options_.no_color || Value(kNoColor).has_value();
    for (const SettingSpec& spec : SettingTable()) Show(spec);
    return std::move(settings_);
  }

 private:
  Status ResolvePulls() {
    TRY(const std::int64_t per_minute, Number(kPerMinute, 1, 100'000));
    TRY(const std::int64_t burst, Number(kBurst, 1, 100'000));
    TRY(const std::int64_t bytes, Number(kBodyBytes, 1 << 10, std::int64_t{1} << 32));
    settings_.provider.rate = {static_cast<double>(per_minute), static_cast<double>(burst)};
    settings_.provider.limits.body_bytes = static_cast<std::size_t>(bytes);
    return {};
  }

  Result<FlagDefault> DailyWindows() const {
    const std::optional<std::string> text = Value(kDailyWindowsDefault);
    const std::optional<bool> is_on = ParseSwitch(text.value_or(Default(kDailyWindowsDefault)));
    if (!is_on) {
      return Error{ErrorCode::kConfig, Named(kDailyWindowsDefault) + " is '" + *text +
                                           "', but must be true or false (or 1, 0, on, off, "
                                           "yes, no)"};
    }
    return FlagDefault{*is_on, text ? FlagOrigin::kEnvironment : FlagOrigin::kBuiltIn};
  }

  Result<ServiceSettings> Service() const {
    ServiceSettings service;
    service.listen = options_.listen.value_or(Value(kListen).value_or(Default(kListen)));
    service.tls_certificate = Value(kTlsCertificate);
    service.tls_key = Value(kTlsKey);
    if (service.tls_certificate.has_value() != service.tls_key.has_value()) {
      const bool is_key = service.tls_key.has_value();
      return Error{ErrorCode::kConfig,
                   Named(is_key ? kTlsKey : kTlsCertificate) + " is set without " +
                       std::string(is_key ? kTlsCertificate : kTlsKey) +
                       ": TLS takes a certificate and its key; nothing was opened"};
    }
    TRY(service.proxies, Proxies());
    TRY(service.api_token, LongSecret(kApiToken));
    TRY(service.cron_secret, LongSecret(kCronSecret));
    TRY(const std::int64_t readers, Number(kReaders, 1, 64));
    service.readers = static_cast<int>(readers);
    TRY(const std::int64_t mebibytes, Number(kUploadMebibytes, 1, 65'536));
    service.upload_bytes = static_cast<std::uint64_t>(mebibytes) << 20;
    TRY(service.log_format, Format());
    TRY(service.log_level, Level());
    return service;
  }

  Result<std::vector<std::string>> Proxies() const {
    std::vector<std::string> proxies;
    for (const std::string& text : SplitLists({Value(kProxies).value_or("")})) {
      const std::optional<std::string> address = IpAddressOf(text);
      if (!address) {
        return Error{ErrorCode::kConfig, Named(kProxies) + " has '" + text +
                                             "', but must be IP addresses, apart by commas"};
      }
      proxies.push_back(*address);
    }
    return proxies;
  }

  Result<ScheduleSettings> Schedule() const {
    ScheduleSettings schedule;
    TRY(const std::int64_t jitter, Number(kScheduleJitter, 0, 43'200));
    schedule.most_jitter = std::chrono::seconds(jitter);
    const std::string text = Value(kSchedule).value_or(Default(kSchedule));
    if (text == "off") return schedule;
    Result<CronExpression> when = CronExpression::Parse(text);
    if (!when) return when.error().At(Named(kSchedule));
    schedule.when = *std::move(when);
    return schedule;
  }

  Result<std::optional<LogFormat>> Format() const {
    const std::optional<std::string> name = Value(kLogFormat);
    if (!name) return std::optional<LogFormat>();
    const std::optional<LogFormat> format = LogFormatNamed(*name);
    if (format) return format;
    return Error{ErrorCode::kConfig,
                 Named(kLogFormat) + " is '" + *name + "', but must be text or json"};
  }

  Result<LogLevel> Level() const {
    const std::string name = Value(kLogLevel).value_or(Default(kLogLevel));
    const std::optional<LogLevel> level = LogLevelNamed(name);
    if (level) return *level;
    return Error{ErrorCode::kConfig, Named(kLogLevel) + " is '" + name +
                                         "', but must be debug, info, warning or error"};
  }

  // Empty where it is not set.
  Result<Secret> LongSecret(std::string_view name) const {
    constexpr std::size_t kShortest = 32;
    const std::string value = Value(name).value_or("");
    if (value.empty() || value.size() >= kShortest) return Secret(value);
    return Error{ErrorCode::kConfig,
                 Named(name) + " has " + std::to_string(value.size()) +
                     " characters, and one with fewer than 32 can be guessed; 'openssl rand -hex "
                     "32' makes one"};
  }

  // The own file stands beside an embedded ledger, else in the data directory. Where there is
  // neither it is "", which is told to who wants to seal.
  KekSettings Kek() const {
    KekSettings kek;
    kek.file = Value(kKekFile);
    kek.value = Secret(Value(kKek).value_or(""));
    kek.command = Value(kKekCommand);
    const std::string& path = settings_.database.path;
    if (settings_.database.kind == DatabaseLocation::Kind::kSqlite) {
      kek.own_file = path.substr(0, path.rfind('/') + 1) + std::string(kOwnKekFile);
    } else if (const auto directory = DataDirectory()) {
      kek.own_file = *directory + "/" + std::string(kOwnKekFile);
    }
    return kek;
  }

  std::optional<std::string> Value(std::string_view name) const {
    std::optional<SettingValue> value = values_.Find(name);
    if (!value) return std::nullopt;
    return std::move(value->text);
  }

  // As whoever set it would look for it.
  std::string Named(std::string_view name) const {
    const std::optional<SettingValue> value = values_.Find(name);
    if (!value || value->from_environment) return std::string(name);
    for (const SettingSpec& spec : SettingTable()) {
      if (spec.name == name) return value->origin + ": " + FileKeyOf(spec);
    }
    return std::string(name);
  }

  static std::string Default(std::string_view name) {
    for (const SettingSpec& spec : SettingTable()) {
      if (spec.name == name) return std::string(spec.default_value);
    }
    return "";
  }

  // The XDG rules: a relative XDG_DATA_HOME counts as not set.
  Result<std::string> DataDirectory() const {
    if (const auto data = Value(kData)) return *data;
    if (const auto xdg = Value(kXdgData); xdg && xdg->front() == '/') return *xdg + "/cognitrack";
    if (const auto home = Value("HOME")) return *home + "/.local/share/cognitrack";
    return Error{ErrorCode::kConfig,
                 "there is no place for the ledger: set --db sqlite:PATH, COGNITRACK_DB, "
                 "COGNITRACK_DATA or HOME"};
  }

  // A directory that the environment names comes before a ledger that a file names.
  bool IsDirectoryAboveFiles() const {
    const auto database = values_.Find(kDatabase);
    const auto data = values_.Find(kData);
    return database && !database->from_environment && data && data->from_environment;
  }

  Status ResolvePlace() {
    std::string named_by = "--db";
    std::optional<std::string> text = options_.database;
    if (!text && !IsDirectoryAboveFiles()) {
      text = Value(kDatabase);
      named_by = Named(kDatabase);
    }
    if (!text) {
      TRY(settings_.data_directory, DataDirectory());
      text = "sqlite:" + settings_.data_directory + "/" + std::string(kFileName);
      named_by = "the default place";
    }
    Result<DatabaseLocation> location = ParseDatabaseLocation(*text);
    if (!location) return location.error().At(named_by);
    settings_.database = *location;
    settings_.database_text = WithoutPassword(settings_.database);
    return {};
  }

  Result<std::int64_t> Number(std::string_view name, std::int64_t least, std::int64_t most) const {
    const std::string text = Value(name).value_or(Default(name));
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < least || value > most) {
      return Error{ErrorCode::kConfig, Named(name) + " is '" + text +
                                           "', but must be a whole number from " +
                                           std::to_string(least) + " to " + std::to_string(most)};
    }
    return value;
  }

  Result<Picos> Percent(std::string_view name) const {
    const std::string text = Value(name).value_or(Default(name));
    const auto percent = ParsePicos(text);
    if (percent && percent->value.count >= 0 && percent->value.count <= 100 * kPicosInOne) {
      return percent->value;
    }
    return Error{ErrorCode::kConfig,
                 Named(name) + " is '" + text + "', but must be a number of percent from 0 to 100"};
  }

  void Show(const SettingSpec& spec) {
    EffectiveSetting effective;
    effective.spec = &spec;
    const std::optional<SettingValue> set = values_.Find(spec.name);
    effective.value = std::string(spec.default_value);
    effective.origin = spec.default_value.empty() ? "not set" : "default";
    if (set) {
      effective.value = spec.secret ? Masked(spec.name, set->text) : set->text;
      effective.origin = set->origin;
    }
    if (spec.name == kDatabase) {
      effective.value = settings_.database_text;
      if (!set || IsDirectoryAboveFiles()) effective.origin = "default";
      if (options_.database) effective.origin = "--db";
    }
    if (spec.name == kConfigFile && options_.config_file) {
      effective.value = *options_.config_file;
      effective.origin = "--config";
    } else if (spec.name == kConfigFile && !set && !values_.files().empty()) {
      effective.value.clear();
      for (const std::string& file : values_.files()) {
        effective.value += (effective.value.empty() ? "" : ", ") + file;
      }
      effective.origin = "default";
    }
    if (spec.name == kPrices && options_.prices_file) {
      effective.value = *options_.prices_file;
      effective.origin = "--prices";
    }
    if (spec.name == kListen && options_.listen) {
      effective.value = *options_.listen;
      effective.origin = "--listen";
    }
    settings_.effective.push_back(std::move(effective));
  }

  const CommandOptions& options_;
  const SettingValues& values_;
  Settings settings_;
};

// Those of alerts before the last.
std::vector<SettingSpec> WithAlerts(std::vector<SettingSpec> settings) {
  const std::vector<SettingSpec>& alerts = AlertSettingSpecs();
  settings.insert(settings.end() - 1, alerts.begin(), alerts.end());
  return settings;
}

}  // namespace

const std::vector<SettingSpec>& SettingTable() {
  static const std::vector<SettingSpec> kSettings = {
      {kConfigFile,
       "The settings file; else /etc/cognitrack's and that of ~/.config, where they are", "", false,
       SettingKind::kText, false},
      {kDatabase, "The ledger: sqlite:PATH or postgresql://USER@HOST/DATABASE", ""},
      {kData, "The directory of the default ledger; else $XDG_DATA_HOME/cognitrack", ""},
      {kXdgData, "Where programs keep data; else ~/.local/share", "", false, SettingKind::kText,
       false},
      {kOpenAiKey, "An admin key of the OpenAI organisation (sk-admin-…)", "", true},
      {kOpenAiAddress, "OpenAI's address; nothing is ever asked of another one",
       "https://api.openai.com/v1"},
      {kKekFile,
       "A file with the key-encryption key of stored keys, mode 0600; else one beside the ledger",
       ""},
      {kKek, "That key itself, base64 of 32 bytes; a file is the better place", "", true,
       SettingKind::kLikeDefault, true, true},
      {kKekCommand, "A program that prints it, without a shell", ""},
      {kPerMinute, "Requests a minute that a provider may be asked, at most", "50"},
      {kBurst, "How many of them may go out at once", "10"},
      {kBodyBytes, "The largest response that is read, in bytes", "33554432"},
      {kPrices, "A price book of your own, above the program's (docs/PRICES.md)", ""},
      {kMonthBand, "How much of a month's bill may stay unknown in 'parity costs', in percent",
       "0.2"},
      {kDayBand, "How much of a day's bill may stay unknown in 'parity costs', in percent", "2"},
      {kLeaseSeconds,
       "How long a process may be silent before another one takes its source over (PostgreSQL)",
       "30"},
      {kRetentionDays, "Turns 'prune' on: how many days keep their rows (35 is a good number)", "",
       false, SettingKind::kNumber},
      {kDailyWindowsDefault,
       "Whether 'ingest --scheduled' pulls where the flag daily_windows was not set", "true"},
      {kListen, "Where 'serve' listens: an IP address and a port", "127.0.0.1:8790"},
      {kTlsCertificate, "TLS of 'serve': PEM file of its certificate, then of those that signed it",
       ""},
      {kTlsKey, "TLS of 'serve': PEM file of the certificate's key, which others may not read", ""},
      {kProxies, "Proxies before 'serve', by IP address: whose X-Forwarded-For is believed", ""},
      {kApiToken, "What readers of 'serve' send as their bearer token, at least 32 characters", "",
       true},
      {kCronSecret, "What a cron sends to 'serve' as its bearer token, at least 32 characters", "",
       true},
      {kReaders, "How many connections to the database answer questions of 'serve'", "4"},
      {kUploadMebibytes, "How long an export that is sent to 'serve' may be, in MiB", "256"},
      {kLogFormat, "How 'serve' logs: text or json; else text on a terminal, JSON elsewhere", ""},
      {kLogLevel, "What 'serve' logs: debug, info, warning or error, and what is worse", "info"},
      {kSchedule, "When 'serve' pulls: five fields as in crontab(5), in UTC, or off", "0 2 * * *",
       false, SettingKind::kText},
      {kScheduleJitter, "How many seconds later than that it pulls at most, by machine and ledger",
       "300"},
      {kNoColor, "Set to anything: no colour", "", false, SettingKind::kText, false},
  };
  static const std::vector<SettingSpec> kAll = WithAlerts(kSettings);
  return kAll;
}

Result<Settings> ResolveSettings(const CommandOptions& options,
                                 std::shared_ptr<const SettingValues> values) {
  TRY(Settings settings, Resolver(options, *values).Resolve());
  settings.values = std::move(values);
  return settings;
}

}  // namespace cognitrack
