#include "actors/outputs/export_target.hpp"

#include <algorithm>

#include "actors/outputs/durable_file.hpp"

namespace leadmill {

namespace {

namespace fs = std::filesystem;

std::string extension(export_format format) {
  return format == export_format::csv ? ".csv" : ".ndjson";
}

} // namespace

fs::path export_target::directory() const {
  return is_ours() ? data / "exports" / declared.name
                   : fs::path{declared.directory};
}

fs::path export_target::kept(const std::string& kind) const {
  return data / "exports" / ("." + kind) / declared.name;
}

outcome<void> export_target::make_parents(const std::string& kind) const {
  if (auto made = make_directory(data / "exports"); !made)
    return made;
  return make_directory(kept(kind).parent_path());
}

std::string export_target::file_name(const std::string& stem) const {
  return stem + extension(declared.format);
}

std::string export_target::stem_of(const std::string& file_name) const {
  auto end = extension(declared.format);
  return file_name.ends_with(end)
             ? file_name.substr(0, file_name.size() - end.size())
             : std::string{};
}

bool export_target::takes(const job& of) const {
  if (of.outputs.empty())
    return declared.by_default;
  return std::find(of.outputs.begin(), of.outputs.end(), declared.name)
         != of.outputs.end();
}

} // namespace leadmill
