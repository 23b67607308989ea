// Exceptions through frames with finally, collections, strings, and what the compiler checks.
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

public class App {
  static class Trouble extends Exception {
    final int value;
    Trouble(int value) {
      super(value + " is odd");
      this.value = value;
    }
  }

  static int half(int n) throws Trouble {
    try {
      if (n % 2 != 0)
        throw new Trouble(n);
      return n / 2;
    } finally {
      System.out.println("finally " + n);
    }
  }

  public static void main(String[] args) {
    try {
      System.out.println(half(4));
      System.out.println(half(7));
    } catch (Trouble trouble) {
      System.out.println("caught " + trouble.getMessage() + ", " + trouble.value);
    }
    Map<String, List<Integer>> words = new HashMap<>();
    for (String word : new String[]{"one", "three", "five", "seven", "eleven"})
      words.computeIfAbsent("length " + word.length(), length -> new ArrayList<>()).add(word.charAt(0) - 'a');
    for (int length = 3; length < 7; ++length)
      System.out.println(length + " " + words.get("length " + length));
    int[] list = new int[3];
    try {
      System.out.println(list[args.length + 3]);
    } catch (ArrayIndexOutOfBoundsException e) {
      System.out.println("out of bounds");
    }
    try {
      System.out.println(words.get("length 100").size());
    } catch (NullPointerException e) {
      System.out.println("null");
    }
  }
}
