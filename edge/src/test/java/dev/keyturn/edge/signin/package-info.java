@org.jspecify.annotations.NullMarked
package dev.keyturn.edge.signin;
