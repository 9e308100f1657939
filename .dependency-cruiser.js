// Which folder or file of src may import which: imports point down, never in a circle (types included). src/README.md
// describes them.
const BASE = ["errors", "io", "text", "files", "package"];

const MAY_IMPORT = {
  main: ["cli", "report", ...BASE],
  cli: ["commands", "config", "report", "api", "aws", "daemon", ...BASE],
  commands: [
    ...["audit", "stack", "resources", "items", "logs", "report", "config", "api", "engine", "aws"],
    ...["daemon", "network"],
    ...BASE,
  ],
  audit: ["resources", "config", "api", "aws", ...BASE],
  items: ["resources", "config", "api", "engine", "aws", "daemon", "network", ...BASE],
  logs: ["api", "engine", "aws", ...BASE],
  report: ["config", "engine", "aws", ...BASE],
  stack: ["resources", "config", "api", "engine", "aws", ...BASE],
  resources: ["api", "engine", "aws", ...BASE],
  api: ["aws", ...BASE],
  config: ["api", "aws", "daemon", "network", ...BASE],
  aws: ["engine", "daemon", "network", ...BASE],
  engine: ["errors"],
  network: BASE,
  daemon: BASE,
  package: ["errors", "io", "text", "files"],
  files: ["errors", "io", "text"],
  io: ["errors", "text"],
  text: [],
  errors: [],
  local: ["errors", "daemon", "files", "text"],
  build: ["package", "text"],
};

const pathOf = (names) => `^src/(${names.join("|")})(/|\\.ts$)`;

export default {
  forbidden: [
    {
      name: "no-cycles",
      comment: "Move what both need into a file that imports neither.",
      from: {},
      to: { circular: true },
    },
    ...Object.entries(MAY_IMPORT).map(([name, below]) => ({
      name: `${name}-imports-down`,
      comment: below.length > 0 ? `${name} may import only ${below.join(", ")}.` : `${name} may import nothing.`,
      from: { path: pathOf([name]) },
      to: { path: "^(src|handlers|frontend|test|bin)/", pathNot: pathOf([name, ...below]) },
    })),
    {
      name: "no-loose-file",
      comment: "MAY_IMPORT must list every folder and file of src.",
      from: { path: "^src/", pathNot: pathOf(Object.keys(MAY_IMPORT)) },
      to: {},
    },
    {
      name: "handlers-stand-alone",
      comment: "Code that runs on Lambda must not load code of the command line.",
      from: { path: "^handlers/" },
      to: { path: "^(src|frontend|test|bin)/" },
    },
  ].map((rule) => ({ severity: "error", ...rule })),
  options: {
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^dist/" },
    enhancedResolveOptions: { extensions: [".ts", ".js"] },
  },
};
