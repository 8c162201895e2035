"""Model of argparse: options and positional arguments out of a list of words."""
import sys

SUPPRESS, OPTIONAL, ZERO_OR_MORE, ONE_OR_MORE, REMAINDER = "==SUPPRESS==", "?", "*", "+", "..."


class ArgumentError(Exception):
    pass


class ArgumentTypeError(Exception):
    pass


def _listed(attributes):
    # Up to 3.8 by name.
    return sorted(attributes.items()) if sys.version_info < (3, 9) else attributes.items()


class Namespace:
    def __init__(self, **kwargs):
        for name in kwargs:
            setattr(self, name, kwargs[name])

    def __repr__(self):
        return "%s(%s)" % (type(self).__name__, ", ".join(["%s=%r" % pair for pair in _listed(vars(self))]))

    def __eq__(self, other):
        return vars(self) == vars(other) if isinstance(other, Namespace) else NotImplemented

    def __contains__(self, key):
        return key in vars(self)


class HelpFormatter:
    pass


class RawDescriptionHelpFormatter(HelpFormatter):
    pass


class ArgumentDefaultsHelpFormatter(HelpFormatter):
    pass


class Action:
    def __init__(self, option_strings, dest, nargs=None, const=None, default=None, type=None, choices=None,
                 required=False, help=None, metavar=None, action="store", **extra):
        self.option_strings, self.dest, self.nargs, self.const = option_strings, dest, nargs, const
        self.default, self.type, self.choices, self.required = default, type, choices, required
        self.help, self.metavar, self._does = help, metavar, action

    def _takes_nothing(self):
        return self._does in ("store_true", "store_false", "store_const", "count", "append_const")

    def _shown(self):
        return "/".join(self.option_strings) or self.metavar or self.dest


class _Group:
    def __init__(self, parser, required=False):
        self._parser, self.required = parser, required

    def add_argument(self, *names, **options):
        return self._parser.add_argument(*names, **options)


class ArgumentParser:
    def __init__(self, prog=None, usage=None, description=None, epilog=None, parents=(), add_help=True, **options):
        self.prog, self.description, self.epilog = prog, description, epilog
        self._options, self._places, self._added, self._defaults = [], [], [], {}
        for parent in parents:
            self._options.extend(parent._options)
            self._places.extend(parent._places)
            self._added.extend(parent._added)

    def add_argument(self, *names, action="store", **options):
        if names and names[0].startswith("-"):
            longest = [name for name in names if name.startswith("--")] or names
            dest = options.pop("dest", None) or longest[0].lstrip("-").replace("-", "_")
            made = Action(list(names), dest, action=action, **options)
            self._options.append(made)
        else:
            dest = names[0] if names else options.pop("dest")
            made = Action([], dest, action=action, **options)
            self._places.append(made)
        self._added.append(made)
        if action in ("store_true", "store_false"):
            made.const = action == "store_true"
            if "default" not in options:
                made.default = not made.const
        return made

    def add_argument_group(self, *args, **options):
        return _Group(self)

    def add_mutually_exclusive_group(self, required=False):
        return _Group(self, required)

    def set_defaults(self, **defaults):
        self._defaults.update(defaults)

    def get_default(self, dest):
        for action in self._options + self._places:
            if action.dest == dest and action.default is not None:
                return action.default
        return self._defaults.get(dest)

    def error(self, message):
        # Usage and message go to standard error.
        raise SystemExit(2)

    def exit(self, status=0, message=None):
        raise SystemExit(status)

    def _value(self, action, word):
        if action.type is not None:
            try:
                word = action.type(word)
            except (TypeError, ValueError, ArgumentTypeError):
                self.error("argument %s: invalid value: %r" % (action._shown(), word))
        if action.choices is not None and word not in action.choices:
            self.error("argument %s: invalid choice: %r" % (action._shown(), word))
        return word

    def parse_args(self, args=None, namespace=None):
        found, rest = self.parse_known_args(args, namespace)
        if rest:
            self.error("unrecognized arguments: " + " ".join(rest))
        return found

    def parse_known_args(self, args=None, namespace=None):
        words = list([] if args is None else args)
        found = Namespace() if namespace is None else namespace
        for action in self._added:
            if action.default is not SUPPRESS and action.dest is not SUPPRESS and not hasattr(found, action.dest):
                value = action.default
                if isinstance(value, str) and action.type is not None:
                    value = self._value(action, value)
                setattr(found, action.dest, value)
        for name in self._defaults:
            setattr(found, name, self._defaults[name])
        loose, rest, seen = [], [], []
        while words:
            word = words.pop(0)
            if word == "--":
                loose.extend(words)
                break
            if not word.startswith("-") or word == "-" or _is_negative(word):
                loose.append(word)
                continue
            name, equals, value = word.partition("=")
            action = self._option(name)
            if action is None and not word.startswith("--") and len(word) > 2:
                action, value, equals = self._option(word[:2]), word[2:], "="
                if action is not None and action._takes_nothing():
                    words.insert(0, "-" + value)
                    equals = ""
            if action is None:
                rest.append(word)
                continue
            seen.append(action)
            self._take(action, [value] if equals else None, words, found)
        self._place(loose, found, rest)
        missing = [action._shown() for action in self._options if action.required and action not in seen]
        if missing:
            self.error("the following arguments are required: " + ", ".join(missing))
        return found, rest

    def _option(self, name):
        for action in self._options:
            if name in action.option_strings:
                return action
        if name.startswith("--"):
            near = [a for a in self._options if any([o.startswith(name) for o in a.option_strings])]
            if len(near) == 1:
                return near[0]
        return None

    def _take(self, action, given, words, found):
        does = action._does
        if does == "count":
            setattr(found, action.dest, (getattr(found, action.dest) or 0) + 1)
        elif does == "append_const":
            setattr(found, action.dest, [*(getattr(found, action.dest) or []), action.const])
        elif action._takes_nothing():
            setattr(found, action.dest, action.const)
        else:
            taken = list(given or [])
            while given is None and words and (not words[0].startswith("-") or _is_negative(words[0])):
                if action.nargs in (None, "?") and taken or isinstance(action.nargs, int) and len(taken) == action.nargs:
                    break
                taken.append(words.pop(0))
            values = [self._value(action, word) for word in taken]
            if action.nargs == "?":
                value = values[0] if values else action.const
            elif action.nargs is None:
                if not values:
                    self.error("argument %s: expected one argument" % action._shown())
                value = values[0]
            else:
                if not values and action.nargs != "*":
                    self.error("argument %s: expected at least one argument" % action._shown())
                value = values
            if does in ("append", "extend"):
                old = list(getattr(found, action.dest) or [])
                value = old + value if does == "extend" else [*old, value]
            setattr(found, action.dest, value)

    def _place(self, loose, found, rest):
        places = self._places
        for at, action in enumerate(places):
            after = sum([0 if a.nargs in ("?", "*") else a.nargs if isinstance(a.nargs, int) else 1
                         for a in places[at + 1:]])
            room = max(len(loose) - after, 0)
            if action.nargs is None or action.nargs == "?":
                if room:
                    setattr(found, action.dest, self._value(action, loose.pop(0)))
                elif action.nargs is None:
                    self.error("the following arguments are required: " + action._shown())
            else:
                count = action.nargs if isinstance(action.nargs, int) else room
                if len(loose) < count or action.nargs == "+" and not count:
                    self.error("the following arguments are required: " + action._shown())
                taken, loose = loose[:count], loose[count:]
                if taken or action.default is None:
                    setattr(found, action.dest, [self._value(action, word) for word in taken])
        rest.extend(loose)


def _is_negative(word):
    return word[1:].replace(".", "", 1).isdigit()
