#include "config/blocks.hpp"

#include <algorithm>

#include "config/declaration_check.hpp"
#include "config/limits.hpp"
#include "config/shipped.hpp"
#include "config/toml_file.hpp"

namespace leadmill {

namespace {

/// The blocks of the user's file, and the shipped ones that it does not have.
class block_collector {
 public:
  explicit block_collector(fault_list& faults) : faults_(faults) {}

  std::vector<declared_block> run(const file_table& trees) {
    add_trees(trees, false);
    auto own = blocks_.size();
    for (const auto& file : shipped_files())
      add_trees(parse_toml(file.text, std::string{file.name}).trees, true);
    check_names();
    if (own > limits::max_declarations)
      faults_.wrong_at(blocks_[limits::max_declarations].where,
                       "is one block too many; there may be "
                           + std::to_string(limits::max_declarations));
    return std::move(blocks_);
  }

 private:
  void add_trees(const file_table& trees, bool is_shipped) {
    for (const auto& tree : trees) {
      auto kind = tree.key == "provider" ? declaration_kind::provider
                  : tree.key == "source" ? declaration_kind::source
                                         : declaration_kind::destination;
      auto blocks = std::get_if<file_table>(&tree.value.value);
      if (!blocks)
        refuse(tree.key, tree.key, tree.where);
      else
        for (const auto& block : *blocks)
          add_block(kind, block, is_shipped);
    }
  }

  void add_block(declaration_kind kind, const file_member& block,
                 bool is_shipped) {
    std::string of = to_string(kind);
    auto table = std::get_if<file_table>(&block.value.value);
    if (!table)
      return refuse(of + "." + block.key, of, block.where);
    auto same = [&](const declared_block& other) {
      return other.kind == kind && other.name == block.key;
    };
    if (is_shipped && std::any_of(blocks_.begin(), blocks_.end(), same))
      return;
    blocks_.push_back(
        {kind, block.key, {}, {}, block.where, is_shipped, *table});
  }

  void refuse(const std::string& key, const std::string& kind,
              const std::string& where) {
    faults_.wrong_at(where, key + " is no block with a name: begin each with ["
                                + kind + ".NAME]");
  }

  void check_names() {
    for (auto block = blocks_.begin(); block != blocks_.end(); ++block) {
      auto name = to_string(block->kind) + ("." + block->name);
      if (!is_declaration_name(block->name))
        faults_.wrong_at(block->where,
                         name
                             + " has a name that is not 1 to 64 of the "
                               "characters a to z, 0 to 9 and -");
      auto other = std::find_if(blocks_.begin(), block, [&](const auto& x) {
        return x.name == block->name
               && is_destination(x) == is_destination(*block);
      });
      if (other != block)
        tell_twin(*other, *block);
    }
  }

  static bool is_destination(const declared_block& block) {
    return block.kind == declaration_kind::destination;
  }

  /// A provider and a source are counted and kept under their names.
  void tell_twin(const declared_block& first, const declared_block& second) {
    const auto& own = first.is_shipped ? second : first;
    const auto& other = first.is_shipped ? first : second;
    faults_.wrong_at(own.where, to_string(own.kind) + ("." + own.name)
                                    + " has the name of a "
                                    + to_string(other.kind) + " (" + other.where
                                    + "); give each its own");
  }

  fault_list& faults_;
  std::vector<declared_block> blocks_;
};

} // namespace

std::vector<declared_block> collect_blocks(const file_table& trees,
                                           fault_list& faults) {
  return block_collector{faults}.run(trees);
}

} // namespace leadmill
