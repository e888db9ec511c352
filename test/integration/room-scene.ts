import { Logger } from '@nestjs/common';
import { FakeReana } from '../fakes/fake-reana';
import { aReanaGateway } from '../fakes/fake-reana-gateway';
import { openRoom, type Ground, type Room } from './execution-room';

/** A room, and the REANA that a test steers. */
export interface RoomScene {
  readonly reana: FakeReana;
  readonly gateway: ReturnType<typeof aReanaGateway>;
  readonly room: Room;
  /** Leaves the ground as it was; fails when an execution or a step is in a state that no event tells. */
  close(): Promise<void>;
}

/** For one test, which keeps the warnings about what it breaks to itself. */
export async function openRoomScene(ground: Ground, options?: Parameters<typeof aReanaGateway>[1]): Promise<RoomScene> {
  jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  const reana = await FakeReana.start();
  const gateway = aReanaGateway(reana, options);
  const close = async (): Promise<void> => {
    await gateway.onApplicationShutdown();
    await reana.close();
    const untold = await ground.untold();
    await ground.clear();
    jest.restoreAllMocks();
    expect(untold).toEqual([]);
  };
  return { reana, gateway, room: openRoom(ground, gateway), close };
}
