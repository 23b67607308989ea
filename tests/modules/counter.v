// Eight bits with enable and reset, and a small ALU beside it.
module counter(input clk, input reset, input enable, input [7:0] a, b, input [1:0] op,
               output reg [7:0] count, output reg [7:0] result);
  always @(posedge clk)
    if (reset) count <= 0;
    else if (enable) count <= count + 1;
  always @*
    case (op)
      0: result = a + b;
      1: result = a - b;
      2: result = a & b;
      3: result = a < b ? count : a ^ b;
    endcase
endmodule
