const std = @import("std");

const Trouble = error{Odd};

fn half(n: u32) Trouble!u32 {
    return if (n % 2 != 0) Trouble.Odd else n / 2;
}

pub fn main(init: std.process.Init) !void {
    var buffer: [256]u8 = undefined;
    var file = std.Io.File.stdout().writer(init.io, &buffer);
    const out = &file.interface;
    try out.print("half of 4 is {}\n", .{try half(4)});
    _ = half(7) catch |err| try out.print("caught {s}\n", .{@errorName(err)});
    try out.flush();
}
