// Real database servers, each a process of this test with a folder of its own, on a free port of this machine.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { patient } from "../../scripts/patience.ts";
import { endProcessTree, endWithThisProcess } from "../../scripts/processTree.ts";
import {
  CLICKHOUSE_IS_ABSENT,
  clickHouseLibrary,
  POSTGRES_IS_ABSENT,
  postgresPrograms,
} from "../../scripts/setup/databases.mjs";
import { setTimer } from "../../src/domain/timer.ts";
import { freePort } from "./freePort.ts";
import { onDisk } from "./fullDisk.ts";

/** A server that answers. */
export interface DatabaseServer {
  /** As a person would give it: no user, no password. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly pid: number;
  end(): Promise<void>;
}

/** How a server is to be where tests that try much at once are not what it is for. */
export interface ServerWish {
  /** A folder that stays when the server has ended, with what is stored in it. */
  readonly kept?: string;
  readonly memoryBytes?: number;
  /** A small disk, which only the server sees: ClickHouse has everything on it, PostgreSQL what a tablespace there is given. */
  readonly disk?: { readonly folder: string; readonly bytes: number };
}

/** An engine that may not be there. */
export interface Engine {
  readonly name: "ClickHouse" | "PostgreSQL";
  /** Why it can not be tried here; undefined where it can. */
  readonly absence: string | undefined;
  readonly start: (wish?: ServerWish) => Promise<DatabaseServer>;
}

export const ENGINES: readonly Engine[] = [
  {
    name: "ClickHouse",
    absence: clickHouseLibrary() === undefined ? CLICKHOUSE_IS_ABSENT : undefined,
    start: startClickHouse,
  },
  {
    name: "PostgreSQL",
    absence: postgresPrograms() === undefined ? POSTGRES_IS_ABSENT : undefined,
    start: startPostgres,
  },
];

const START_LIMIT_MS = 30_000;
const USER = "deepvue";
const PASSWORD = "only-for-tests";

/** The library's own command line, called in a process of its own, because the call comes back when the server ends. */
const CLICKHOUSE_PROGRAM = `
const [modules, library, ...args] = process.argv.slice(1);
const { open, load, DataType } = require(modules + "/ffi-rs");
open({ library: "chdb", path: library });
load({ library: "chdb", funcName: "chdb_query_cmdline", retType: DataType.External,
  paramsType: [DataType.I32, DataType.StringArray], paramsValue: [args.length, args] });
`;

/** What a ClickHouse is given beside what every one has: pieces of its configuration, and of that of its users. */
interface ClickHouseOptions extends ServerWish {
  readonly config?: string;
  readonly profiles?: string;
  readonly users?: string;
  /** Also listens for its own protocol there. */
  readonly tcpPort?: number;
}

/** Looks at its memory ten times a second otherwise, which on a shared machine costs more than what tests ask of it. */
const SELDOM = "<memory_worker_period_ms>5000</memory_worker_period_ms>";

function clickHouseConfig(folder: string, more: string, memoryBytes: number): string {
  return `<clickhouse>
  <logger><level>none</level></logger>
  <max_server_memory_usage>${memoryBytes}</max_server_memory_usage>
  <background_pool_size>2</background_pool_size>
  ${SELDOM}
  <users_config>${join(folder, "users.xml")}</users_config>
  ${more}
</clickhouse>`;
}

function clickHouseUsers(profiles: string, users: string): string {
  return `<clickhouse>
  <profiles><default><max_threads>2</max_threads></default>${profiles}</profiles>
  <quotas><default/></quotas>
  <users>
    <default><password/><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default>
    <${USER}><password>${PASSWORD}</password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></${USER}>
    ${users}
  </users>
</clickhouse>`;
}

/** A ClickHouse of its own. Throws where there is none. */
export async function startClickHouse({
  config: more = "",
  profiles = "",
  users = "",
  tcpPort,
  kept,
  memoryBytes = 1.5e9,
  disk,
}: ClickHouseOptions = {}): Promise<DatabaseServer> {
  const found = clickHouseLibrary();
  if (found === undefined) throw new Error(CLICKHOUSE_IS_ABSENT);
  const folder = mkdtempSync(join(tmpdir(), "deepvue-clickhouse-"));
  const config = join(folder, "config.xml");
  writeFileSync(join(folder, "users.xml"), clickHouseUsers(profiles, users));
  writeFileSync(config, clickHouseConfig(folder, more, memoryBytes));
  const port = await freePort();
  const forever =
    "SELECT sleepEachRow(1) FROM numbers(100000) " +
    // Whoever asks is told of nothing meanwhile.
    "SETTINGS max_block_size=1, max_execution_time=0, interactive_delay=60000000 FORMAT Null";
  const program = [
    process.execPath,
    "-e",
    CLICKHOUSE_PROGRAM,
    found.modules,
    found.library,
    "clickhouse-local",
    `--path=${kept ?? disk?.folder ?? join(folder, "data")}`,
    "--listen_host=127.0.0.1",
    `--http_port=${port}`,
    ...(tcpPort === undefined ? [] : [`--tcp_port=${tcpPort}`]),
    `--config-file=${config}`,
    "--multiquery",
    "--query",
    `CREATE DATABASE IF NOT EXISTS deepvue; SYSTEM START LISTEN HTTP; ${tcpPort === undefined ? "" : "SYSTEM START LISTEN TCP; "}${forever}`,
  ];
  const [command = "", ...args] = disk === undefined ? program : onDisk(disk.folder, disk.bytes, program);
  const child = spawn(command, args, { cwd: folder, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const url = `http://127.0.0.1:${port}/deepvue`;
  return running(child, folder, { url, user: USER, password: PASSWORD }, async () => {
    const { ok } = await fetch(`http://127.0.0.1:${port}/ping`);
    return ok;
  });
}

/** What is lost when the machine fails is worth nothing in a test, and is what a database is for elsewhere. */
const CARELESS = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];
/** Five times a second each otherwise. */
const WAKES_SELDOM = ["bgwriter_delay=10s", "wal_writer_delay=10s"];

async function startPostgres({ kept, memoryBytes, disk }: ServerWish = {}): Promise<DatabaseServer> {
  const programs = postgresPrograms();
  if (programs === undefined) throw new Error(POSTGRES_IS_ABSENT);
  const folder = mkdtempSync(join(tmpdir(), "deepvue-postgres-"));
  const data = kept ?? join(folder, "data");
  const port = await freePort();
  if (!existsSync(join(data, "PG_VERSION"))) initializePostgres(programs, folder, data);
  const memory = memoryBytes === undefined ? CARELESS : [`shared_buffers=${Math.round(memoryBytes / 2 ** 20)}MB`];
  const settings = [...memory, ...WAKES_SELDOM, "max_connections=20"];
  const program = [
    ...asNobodySpecial(join(programs, "bin", "postgres")),
    "-D",
    data,
    "-p",
    String(port),
    "-c",
    "listen_addresses=127.0.0.1",
    "-c",
    "unix_socket_directories=",
    ...settings.flatMap((setting) => ["-c", setting]),
  ];
  const [command = "", ...args] = disk === undefined ? program : onDisk(disk.folder, disk.bytes, program);
  const child = spawn(command, args, { cwd: folder, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let isReady = false;
  child.stderr?.on("data", (text: Buffer) => {
    isReady ||= text.includes("ready to accept connections");
  });
  const url = `postgres://127.0.0.1:${port}/postgres`;
  return running(child, folder, { url, user: USER, password: PASSWORD }, async () => isReady);
}

/** Throws with what initdb said; the folder is gone then. */
function initializePostgres(programs: string, folder: string, data: string): void {
  const passwordFile = join(folder, "password");
  mkdirSync(data, { mode: 0o700, recursive: true });
  writeFileSync(passwordFile, PASSWORD);
  const initial = [
    "-U",
    USER,
    "--auth=scram-sha-256",
    `--pwfile=${passwordFile}`,
    "--no-sync",
    "--locale=C",
    "-E",
    "UTF8",
  ];
  const [initdb = "", ...before] = asNobodySpecial(join(programs, "bin", "initdb"));
  const { status, stderr } = spawnSync(initdb, [...before, "-D", data, ...initial], {
    encoding: "utf8",
    timeout: patient(START_LIMIT_MS),
  });
  if (status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`initdb: ${stderr}`);
  }
}

/** PostgreSQL refuses to run as root; in a namespace of its own root is somebody else there. */
function asNobodySpecial(program: string): readonly string[] {
  return process.getuid?.() === 0 ? ["unshare", "--user", "--map-user=1000", "--map-group=1000", program] : [program];
}

async function running(
  child: ChildProcess,
  folder: string,
  access: Omit<DatabaseServer, "end" | "pid">,
  answers: () => Promise<boolean>,
): Promise<DatabaseServer> {
  endWithThisProcess(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (text: Buffer) => {
      said = `${said}${text.toString()}`.slice(-4_000);
    });
  }
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.once("exit", remove);
  const end = async (): Promise<void> => {
    await endProcessTree(child, 3_000);
    remove();
    process.removeListener("exit", remove);
  };
  const until = Date.now() + patient(START_LIMIT_MS);
  for (;;) {
    if (await answers().catch(() => false)) return { ...access, pid: child.pid ?? 0, end };
    // Asked again until it answers: a server says to nobody that it is ready.
    if (child.exitCode === null && Date.now() < until) await new Promise<void>((ask) => setTimer(50, ask));
    else {
      await end();
      throw new Error(`a server did not start: ${said}`);
    }
  }
}
