#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Describes every command to the fuzzer, as tables in C.

    describe.py uapi/linux/ntms.h Documentation/netlink/specs/ntms.yaml > FILE

Nothing is said here of any command: what a member is comes from its type and from
its line of kernel-doc in the header, and what a message may hold from the
specification. A command that is added to either is fuzzed from then on. The words
that are looked for are those that the header uses everywhere: "must be 0", "out:",
"address of", "enum ntms_...", NTMS_PREFIX_*, and the names of the kinds of objects.
"""

import re
import sys

import yaml

# What a GUID names, by the words that say so; the first that fit are meant.
OBJECTS = (
    ("LOGICAL_MEDIUM", r"logical medi|LMID"),
    ("MEDIA_TYPE", r"media type|media_type"),
    ("POOL", r"\bpools?\b"),
    ("SIDE", r"\bsides?\b"),
    ("LIBRARY", r"\blibrar"),
    ("DRIVE", r"\bdrives?\b"),
    ("MEDIUM", r"cartridge|(?<!logical )\bmedium\b"),
    ("OPERATOR_REQUEST", r"\brequests?\b"),
    ("COMPUTER", r"\bcomputer\b"),
)
SIZES = {"__u8": 1, "__u16": 2, "__u32": 4, "__s32": 4, "__aligned_u64": 8}
NL_SIZES = {"u8": 1, "u16": 2, "u32": 4, "u64": 8}
FIELDS_MAX = 48
COMMANDS_MAX = 64


class Header:
    """What is in the header: structs with their documentation, and constants."""

    def __init__(self, text):
        self.text = text
        self.bits = set(re.findall(
            r"^#define\s+(NTMS_\w+)\s+\(1U(?:LL)? <<", text, re.M))
        self.constants = re.findall(r"^#define\s+(NTMS_\w+)\s+\S", text, re.M)
        self.enums = {}
        for name, body in re.findall(r"^enum (ntms_\w+) \{(.*?)^\};", text,
                                     re.M | re.S):
            self.enums[name] = re.findall(r"^\t(NTMS_\w+)", body, re.M)
            self.constants += self.enums[name]
        self.structs = {}
        for name, body in re.findall(r"^struct (ntms_\w+) \{(.*?)^\};", text,
                                     re.M | re.S):
            self.structs[name] = [
                (kind, member, length) for kind, member, length in re.findall(
                    r"^\t((?:struct )?\w+) (\w+)(?:\[(\w+)\])?;", body, re.M)]
        self.commands, self.docs = [], {}
        for comment in re.findall(r"^/\*\*\n(.*?)\*/", text, re.M | re.S):
            self.take(comment)

    def take(self, comment):
        """The documentation of one struct"""
        lines = [line.strip().lstrip("*").strip()
                 for line in comment.splitlines()]
        title = re.match(r"struct (ntms_\w+) - (.*)", lines[0])
        if not title:
            return
        name, said, member = title[1], {}, None
        for line in lines[1:]:
            found = re.match(r"@(\w+): ?(.*)", line)
            if found:
                member = found[1]
                said[member] = found[2]
            elif member and line:
                said[member] += " " + line
            else:
                member = None
        self.docs[name] = said
        for command in re.findall(r"NTMS_IOC_\w+", title[2].split(":")[0]):
            self.commands.append((command, name))

    def named(self, doc):
        """The constants that a text names"""
        found, last = [], ""
        for enum in re.findall(r"enum (ntms_\w+)", doc):
            found += self.enums.get(enum, [])
        for word in re.findall(r"(?:NTMS)?_[A-Z][A-Z0-9_]*\*?", doc):
            if word.endswith("*"):
                found += [c for c in self.constants if c.startswith(word[:-1])]
                continue
            stem = last
            while not word.startswith("NTMS") and stem and \
                    stem + word not in self.constants:
                stem = stem.rpartition("_")[0]
            word = word if word.startswith("NTMS") else stem + word
            if word in self.constants:
                found.append(word)
                last = word
        return list(dict.fromkeys(found))


class Field:
    """One member of a struct, or one attribute of a message"""

    def __init__(self, name, where, size, kind):
        self.name, self.where, self.size, self.kind = name, where, size, kind
        self.objects, self.values, self.targets = [], [], []
        self.gives = self.quiet = self.null = False
        self.any_info = False
        self.pair = -1


def objects_of(*texts):
    return [kind for kind, words in OBJECTS
            if any(re.search(words, text) for text in texts)]


def resolve(header, struct, member):
    """What is said of a member, with "as for" and "likewise" looked up"""
    doc = header.docs[struct].get(member, "")
    other = re.match(r"as for (NTMS_IOC_\w+)", doc)
    if other:
        return resolve(header, dict(header.commands)[other[1]], member)
    if doc.startswith("likewise"):
        return member + " " + doc
    return doc


def kind_of(header, field, ctype, length, doc):
    """What a member is; it has said so in its type or in its line."""
    constants = header.named(doc)
    if ctype == "struct ntms_guid":
        field.objects = objects_of(field.name)
        if not field.objects or "LMID" in doc or "logical medium" in doc:
            field.objects = objects_of(doc.split(";")[0])
        field.null = bool(re.search(r"\bnull\b|^with ", doc))
        field.gives = bool(re.search(r"\bout:", doc, re.I))
        return "GUID"
    if ctype == "char":
        return "TEXT"
    if length:
        return "BLOB"
    if field.name.startswith("reserved") or re.match(r"must be 0", doc):
        return "RESERVED"
    if re.match(r"address of|array of struct", doc):
        field.targets = re.findall(r"struct (ntms_\w+)", doc)
        field.any_info = "struct of the kind" in doc
        return "ADDRESS"
    if "CLOCK_MONOTONIC" in doc:
        return "DEADLINE"
    if constants:
        # Of an enumeration of which one value is special, all are meant.
        whole = [all_of for all_of in header.enums.values()
                 if constants[0] in all_of] if len(constants) == 1 else []
        field.values = whole[0] if whole else constants
        return "BITS" if set(constants) <= header.bits else "ENUM"
    return "NUMBER"


def flatten(header, struct, base, prefix=""):
    """The members of a struct, those of structs in it as well"""
    fields = []
    for ctype, name, length in header.structs[struct]:
        doc = resolve(header, struct, name) if struct in header.docs else ""
        inner = ctype[7:] if ctype.startswith("struct ") else None
        # Of an array of structs the first two
        for index in ("[0]", "[1]") if inner and length else ("",):
            where = prefix + name + index
            if inner and inner != "ntms_guid":
                fields += flatten(header, inner, base, where + ".")
            else:
                fields.append(member_of(header, base, where, doc, ctype,
                                        length if not inner else ""))
    return fields


def member_of(header, base, where, doc, ctype, length):
    field = Field(where, f"offsetof(struct {base}, {where})",
                  f"sizeof(((struct {base} *)0)->{where})", None)
    field.kind = kind_of(header, field, ctype, length, doc)
    field.quiet = bool(re.match(r"out:", doc, re.I))
    return field


def pair_up(fields):
    """How much there is at an address is the member beside it that counts."""
    for field in fields:
        if field.kind != "ADDRESS":
            continue
        for index, other in enumerate(fields):
            if other.name in ("count", field.name + "_size"):
                field.pair = index
                other.kind = "ROOM"
                other.any_info = field.any_info


def read_netlink(spec):
    """(name, number, fields) of each command that can be asked"""
    sets = {s["name"]: s["attributes"] for s in spec["attribute-sets"]}
    found = []
    for number, operation in enumerate(spec["operations"]["list"], 1):
        if not ({"do", "dump"} & set(operation)):
            continue
        fields = [Field("flags", "0", "2", "ENUM")]
        fields[0].values = ["NLM_F_REQUEST | NLM_F_ACK", "NLM_F_REQUEST",
                            "NLM_F_REQUEST | NLM_F_DUMP"]
        wanted = operation.get("do", {}).get("request", {}).get("attributes", [])
        for attribute, said in enumerate(sets[operation["attribute-set"]], 1):
            field = Field(said["name"].replace("-", "_"), str(attribute),
                          str(NL_SIZES.get(said["type"], 16)), "NUMBER")
            if said.get("checks", {}).get("exact-len") == "guid-len":
                field.kind = "GUID"
                field.objects = objects_of(said.get("doc", ""),
                                           operation["name"])
            elif said["type"] == "string":
                field.kind = "TEXT"
            field.quiet = said["name"] not in wanted
            field.null = True
            fields.append(field)
        found.append((operation["name"].replace("-", "_"), number,
                      fields[:FIELDS_MAX]))
    return found


class Writer:
    """The tables"""

    def __init__(self, header):
        self.header = header
        self.written = set()
        self.arrays = 0

    def layout(self, name):
        """The layout of a struct, which is written if it is new"""
        if name in self.written:
            return f"layout_{name}"
        # What every command begins with is the caller's business.
        fields = [field for field in flatten(self.header, name, name)
                  if field.name not in ("size", "reason")]
        pair_up(fields)
        targets = {t: self.layout(t) for f in fields for t in f.targets}
        self.write(name, fields, f"sizeof(struct {name})", targets)
        self.written.add(name)
        return f"layout_{name}"

    def write(self, name, fields, size, targets):
        if len(fields) > FIELDS_MAX:
            sys.exit(f"describe.py: {name} has more than {FIELDS_MAX} members")
        lines = []
        for field in fields:
            more = ""
            if field.values:
                print(f"static const uint64_t values_{self.arrays}[] = {{ "
                      f"{', '.join(field.values)} }};")
                more += f", .values = values_{self.arrays}" \
                        f", .nr_values = {len(field.values)}"
                self.arrays += 1
            if field.objects:
                more += ", .objects = " + " | ".join(
                    f"1U << NTMS_TYPE_{kind}" for kind in field.objects)
            if field.targets:
                more += f", .target = &{targets[field.targets[0]]}"
            more += ", .gives = true" * field.gives
            more += ", .quiet = true" * field.quiet
            more += ", .null = true" * field.null
            more += ", .any_info = true" * field.any_info
            lines.append(f'\t{{ "{field.name}", FIELD_{field.kind}, '
                         f'{field.where}, {field.size}, '
                         f'.pair = {field.pair}{more} }},')
        print(f"static const struct field fields_{name}[] = {{")
        print("\n".join(lines))
        print("};")
        print(f"static const struct layout layout_{name} = {{ {size}, "
              f"{len(fields)}, fields_{name} }};\n")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        header = Header(file.read())
    with open(sys.argv[2], encoding="utf-8") as file:
        spec = yaml.safe_load(file)
    numbers = re.findall(r"^#define (NTMS_IOC_\w+)\s+_IO\(", header.text, re.M)
    missing = set(numbers) ^ {command for command, _ in header.commands}
    if missing:
        sys.exit(f"describe.py: no struct says in its first line that it is "
                 f"that of {', '.join(sorted(missing))}")
    writer, rows = Writer(header), []
    print("/* SPDX-License-Identifier: GPL-2.0 */")
    print("/* Written by selftests/fuzz/describe.py. */\n")
    for command, struct in header.commands:
        rows.append(f'\t{{ "{command[9:].lower()}", {command}, false, '
                    f'&{writer.layout(struct)} }},')
    for name, number, fields in read_netlink(spec):
        writer.write("netlink_" + name, fields, "0", {})
        rows.append(f'\t{{ "netlink_{name}", {number}, true, '
                    f'&layout_netlink_{name} }},')
    infos = []
    for kind in header.enums["ntms_type"]:
        name = f"ntms_{kind[10:].lower().replace('operator_', '')}_info"
        if name not in header.structs:
            name = "ntms_element_info"
        infos.append(f"\t[{kind}] = &{writer.layout(name)},")
    if len(rows) > COMMANDS_MAX:
        sys.exit(f"describe.py: there are more than {COMMANDS_MAX} commands")
    print("const struct command commands[] = {")
    print("\n".join(rows))
    print(f"}};\nconst unsigned int nr_commands = {len(rows)};\n")
    print("const struct layout *const infos[KINDS_MAX] = {")
    print("\n".join(infos))
    print("};")


if __name__ == "__main__":
    main()
