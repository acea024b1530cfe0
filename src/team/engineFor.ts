import type { TeamEngine } from "./engine.ts";
import type { TeamAccess } from "./teamAccess.ts";

/** The engine that an address names, loaded when it is asked for. `isOnThisMachine`: the address is a loopback one. */
export async function engineFor(access: TeamAccess, isOnThisMachine: boolean): Promise<TeamEngine> {
  if (/^postgres(ql)?:$/.test(access.url.protocol)) {
    const { postgres } = await import("./postgres.ts");
    return postgres(access, isOnThisMachine);
  }
  const { clickHouse } = await import("./clickHouse.ts");
  return clickHouse(access);
}
