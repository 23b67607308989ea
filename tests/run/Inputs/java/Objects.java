import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntBinaryOperator;

/** What programs in Java do with objects; each part prints a line that can be checked. */
public class Objects {
  static final class Tree {
    final Tree left, right;
    Tree(Tree left, Tree right) { this.left = left; this.right = right; }
    static Tree make(int depth) {
      return depth == 0 ? new Tree(null, null) : new Tree(make(depth - 1), make(depth - 1));
    }
    int count() { return left == null ? 1 : 1 + left.count() + right.count(); }
  }

  interface Shape { double area(); default String name() { return getClass().getSimpleName(); } }
  static class Square implements Shape {
    final double side;
    Square(double side) { this.side = side; }
    public double area() { return side * side; }
  }
  static final class Circle implements Shape {
    final double radius;
    Circle(double radius) { this.radius = radius; }
    public double area() { return 3 * radius * radius; }
  }
  static final class Cube extends Square {
    Cube(double side) { super(side); }
    @Override public double area() { return 6 * super.area(); }
  }

  static class Failure extends RuntimeException {
    final int value;
    Failure(int value) { super("failure " + value); this.value = value; }
  }
  static int cleanups;
  static int fail(int depth) {
    try {
      if (depth == 0) throw new Failure(7);
      return 1 + fail(depth - 1);
    } finally {
      cleanups++;
    }
  }

  static void trees() {
    Tree kept = Tree.make(12);
    long sum = 0;
    for (int i = 0; i < 40; i++) sum += Tree.make(10).count();
    System.out.println("trees " + sum + " " + kept.count());
  }
  static void shapes() {
    Shape[] shapes = new Shape[3000];
    for (int i = 0; i < shapes.length; i++)
      shapes[i] = i % 3 == 0 ? new Square(i % 7) : i % 3 == 1 ? new Circle(i % 5) : new Cube(i % 4);
    double sum = 0;
    int squares = 0;
    for (int round = 0; round < 20; round++)
      for (Shape shape : shapes) {
        sum += shape.area();
        if (shape instanceof Square) squares++;
      }
    System.out.println("shapes " + (long) sum + " " + squares);
  }
  static void maps() {
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < 20000; i++) counts.merge("key" + i * 7919 % 1009, i % 3, Integer::sum);
    long sum = 0;
    for (Map.Entry<String, Integer> entry : counts.entrySet())
      sum += (long) entry.getKey().hashCode() % 1000 * entry.getValue();
    TreeMap<Integer, String> sorted = new TreeMap<>();
    for (int i = 0; i < 2000; i++) sorted.put(i * 31 % 2003, "v" + i);
    System.out.println("maps " + counts.size() + " " + sum + " " + sorted.firstEntry().getValue()
        + " " + sorted.lastKey());
  }
  static void lists() {
    List<Long> list = new ArrayList<>();
    long seed = 42;
    for (int i = 0; i < 5000; i++) {
      seed = seed * 6364136223846793005L + 1442695040888963407L;
      list.add(seed >>> 40);
    }
    list.sort(Comparator.reverseOrder());
    int[] numbers = new int[10000];
    for (int i = 0; i < numbers.length; i++) numbers[i] = i * 7919 % 10007;
    Arrays.sort(numbers);
    System.out.println("lists " + list.get(0) + " " + list.get(4999) + " " + numbers[5000]);
  }
  static void strings() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 3000; i++) text.append(i % 13 == 0 ? "é" : "x").append(i);
    String all = text.reverse().toString();
    System.out.println("strings " + all.length() + " " + all.hashCode() + " " + all.indexOf("é31"));
  }
  static void exceptions() {
    int caught = 0;
    for (int i = 0; i < 500; i++) {
      try {
        caught += fail(i % 20);
      } catch (Failure failure) {
        caught += failure.value;
      }
    }
    String message = "";
    try {
      Object text = "text";
      message = String.valueOf(((Integer) text).intValue());
    } catch (ClassCastException e) {
      message = "cast";
    }
    try {
      message += new int[2][3][caught % 2].length + new int[1][1].length;
      message += new int[] {1}[caught];
    } catch (ArrayIndexOutOfBoundsException e) {
      message += " bounds";
    }
    System.out.println("exceptions " + caught + " " + cleanups + " " + message);
  }
  static void lambdas() {
    List<IntBinaryOperator> operators = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      final int k = i;
      operators.add((a, b) -> a * k + b);
    }
    int sum = 0;
    for (int round = 0; round < 2000; round++)
      for (IntBinaryOperator operator : operators) sum = operator.applyAsInt(sum, round);
    System.out.println("lambdas " + sum);
  }

  public static void main(String[] args) {
    trees();
    shapes();
    maps();
    lists();
    strings();
    exceptions();
    lambdas();
  }
}
