import java.io.FileInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Java's own TLS, which demands a client certificate: java AskingServer.java KEYSTORE PASSPHRASE AUTHORITIES */
class AskingServer {
  public static void main(String[] arguments) throws Exception {
    char[] passphrase = arguments[1].toCharArray();
    KeyStore own = KeyStore.getInstance("PKCS12");
    try (InputStream file = new FileInputStream(arguments[0])) {
      own.load(file, passphrase);
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream file = new FileInputStream(arguments[2])) {
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(file))
        trusted.setCertificateEntry("authority " + trusted.size(), one);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, passphrase);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);

    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    SSLServerSocket server = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 50, loopback);
    server.setNeedClientAuth(true);
    System.out.println("port " + server.getLocalPort());
    while (true) {
      try (SSLSocket socket = (SSLSocket) server.accept()) {
        socket.setSoTimeout(10000);
        socket.startHandshake();
        socket.getInputStream().read();
        socket.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\naccepted".getBytes());
      } catch (Exception refused) {
        System.out.println(refused);
      }
    }
  }
}
