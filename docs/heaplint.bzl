"""heaplint in Bazel: every Python target is summarized by an action of its own, and a test lets them meet.

In a BUILD file:

    load("//tools:heaplint.bzl", "heaplint_test")

    heaplint_test(
        name = "heaplint",
        config = "//:pyproject.toml",
        targets = ["//shop:server"],
    )
"""

HeaplintInfo = provider(
    doc = "What heaplint made of a target and of all that it depends on.",
    fields = {"archives": "depset of files that `heaplint summarize` wrote"},
)

# The binary: a label of your own, see docs/building.md.
_HEAPLINT = Label("//tools:heaplint")

_TARGET_VERSION = "3.12"

def _sources(ctx):
    files = []
    for attribute in ["srcs", "pyi_srcs"]:
        for source in getattr(ctx.rule.attr, attribute, []):
            files.extend(source.files.to_list())
    return [file for file in files if file.extension in ["py", "pyi"] and not file.short_path.startswith("../")]

def _summarize_impl(target, ctx):
    below = []
    for attribute in ["deps", "data", "actual"]:
        value = getattr(ctx.rule.attr, attribute, None)
        for dependency in value if type(value) == "list" else [value]:
            if dependency and HeaplintInfo in dependency:
                below.append(dependency[HeaplintInfo].archives)
    sources = _sources(ctx)
    archives = []
    if sources:
        archive = ctx.actions.declare_file(ctx.label.name + ".hls")
        paths = ctx.actions.args()
        paths.use_param_file("@%s", use_always = True)
        paths.set_param_file_format("multiline")
        paths.add_all(sources)
        flags = ctx.actions.args()
        flags.add_all(["--isolated", "--target-version", _TARGET_VERSION, "--threads", "1"])
        flags.add("--output", archive)
        ctx.actions.run(
            executable = ctx.executable._heaplint,
            arguments = ["summarize", paths, flags],
            inputs = sources,
            outputs = [archive],
            mnemonic = "HeaplintSummarize",
            progress_message = "Summarizing %{label} for heaplint",
        )
        archives.append(archive)
    return [HeaplintInfo(archives = depset(archives, transitive = below))]

heaplint_summaries = aspect(
    implementation = _summarize_impl,
    attr_aspects = ["deps", "data", "actual"],
    attrs = {"_heaplint": attr.label(default = _HEAPLINT, executable = True, cfg = "exec")},
    doc = "Summarizes a target and everything below it, each target once.",
)

def _test_impl(ctx):
    archives = depset(transitive = [target[HeaplintInfo].archives for target in ctx.attr.targets])
    listed = ctx.actions.declare_file(ctx.label.name + ".archives")
    ctx.actions.write(listed, "\n".join([file.short_path for file in archives.to_list()]) + "\n")
    inputs = [listed, ctx.executable._heaplint]
    flags = ["--target-version", _TARGET_VERSION]
    if ctx.file.config:
        inputs.append(ctx.file.config)
        flags.extend(["--config", ctx.file.config.short_path])
    else:
        flags.append("--isolated")
    if ctx.file.baseline:
        inputs.append(ctx.file.baseline)
        flags.extend(["--baseline", ctx.file.baseline.short_path])
    script = ctx.actions.declare_file(ctx.label.name + ".sh")
    ctx.actions.write(
        script,
        "#!/bin/sh\nexec '%s' link '@%s' %s \"$@\"\n" % (
            ctx.executable._heaplint.short_path,
            listed.short_path,
            " ".join(["'%s'" % flag for flag in flags]),
        ),
        is_executable = True,
    )
    runfiles = ctx.runfiles(files = inputs, transitive_files = archives)
    return [DefaultInfo(executable = script, runfiles = runfiles)]

heaplint_test = rule(
    implementation = _test_impl,
    test = True,
    attrs = {
        "targets": attr.label_list(aspects = [heaplint_summaries], mandatory = True),
        "config": attr.label(allow_single_file = [".toml"]),
        "baseline": attr.label(allow_single_file = [".json"]),
        "_heaplint": attr.label(default = _HEAPLINT, executable = True, cfg = "target"),
    },
    doc = "Fails where heaplint finds something in the targets or in what they depend on.",
)
